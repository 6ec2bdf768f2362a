"""HTML forms for the calls of the API: drawn from the serializers, and sent on as the JSON that a client would send."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from rest_framework import serializers
from rest_framework.exceptions import NotFound, UnsupportedMediaType
from rest_framework.request import Request

from accounts.csrf import enforce_csrf
from accounts.redirects import safe_target
from accounts.views import ApiView
from contract.calls import Call, find_calls, takes
from contract.modes import Mode

FORM = "application/x-www-form-urlencoded"
LABELS = {
    "email": ("E-mail address", "email", "username"),
    "password": ("Password", "password", "current-password"),
    "currentPassword": ("Current password", "password", "current-password"),
    "newPassword": ("New password", "password", "new-password"),
    "displayName": ("Display name", "text", "name"),
    "carrier": ("Carrier", "select", "off"),
    "refreshToken": ("Refresh token (empty: the one that is kept)", "text", "off"),
}


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: str
    autocomplete: str
    value: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    limit: int | None = None
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Form:
    """One call as a form. Without script it is posted to `action`; a script may send it to `url` as JSON itself."""

    call: Call
    url: str
    action: str
    fields: tuple[Field, ...]
    onward: str = ""


def form_of(
    call: Call, mode: Mode, path: str, values: dict[str, Any], errors: dict[str, list[str]], onward: str
) -> Form:
    serializer = takes(call, mode)
    fields = serializer.fields.items() if serializer else ()
    drawn = tuple(field_of(name, declared, values, errors.get(name, [])) for name, declared in fields)
    return Form(call, f"{mode.prefix}/{path}", f"{mode.prefix}/form/{call.method}/{path}", drawn, onward)


def field_of(name: str, declared: serializers.Field[Any, Any, Any, Any], values: Any, errors: list[str]) -> Field:
    label, kind, autocomplete = LABELS[name]
    value = "" if kind == "password" else str(values.get(name, ""))
    options = tuple(declared.choices) if isinstance(declared, serializers.ChoiceField) else ()
    if options and value not in options:
        value = "cookie" if "cookie" in options else options[0]  # a cookie is what a page can use without script
    required = declared.required and not getattr(declared, "allow_blank", False) and name != "refreshToken"
    limit = getattr(declared, "max_length", None)
    return Field(name, label, kind, autocomplete, value, options, required, limit, errors)


class FormView(ApiView):
    """A form's submission, made the call it stands for. It needs the CSRF token, whatever the call itself would ask."""

    authentication_classes = ()
    permission_classes = ()
    mode: Mode = None  # type: ignore[assignment]  # as_view's

    def get(self, request: Request, method: str, path: str) -> HttpResponseBase:
        """A page reloaded after its form was sent: back to the call."""
        return HttpResponseRedirect(f"{self.mode.prefix}/{path}")

    def post(self, request: Request, method: str, path: str) -> HttpResponseBase:
        http = request._request
        if (http.content_type or "").lower() != FORM:
            raise UnsupportedMediaType(http.content_type or "")
        enforce_csrf(http)
        call = next((call for call in find_calls(self.mode, path) if call.method == method and call.unsafe), None)
        if call is None:
            raise NotFound
        onward = safe_target(http, http.POST.get("next", ""))
        response: HttpResponseBase = self.make(http, call, path)
        if response.status_code >= 400 or not onward or http.POST.get("carrier", "cookie") != "cookie":
            return response
        redirect = HttpResponseRedirect(onward, status=303)
        redirect.cookies = response.cookies
        return redirect

    def make(self, http: HttpRequest, call: Call, path: str) -> Any:
        """Turn this very request into the call, so that cookies and session stay the browser's own; and answer it."""
        serializer = takes(call, self.mode)
        fields = serializer.fields.items() if serializer else ()
        sent = {name: http.POST.get(name, "") for name, _ in fields}
        filled = {name: sent[name] for name, f in fields if sent[name] or getattr(f, "allow_blank", False)}
        http._body = json.dumps(filled).encode() if filled else b""
        http.META |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(http.body))}
        http.method, http.path = call.method, f"{self.mode.prefix}/{path}"
        http.path_info = http.path
        match = resolve(http.path)
        return match.func(http, *match.args, **match.kwargs).render()
