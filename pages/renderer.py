"""The API as pages: what a browser gets where an API client gets JSON, from the same views and with the same status.

`accounts.rendering` says who gets one.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, PASSWORD
from accounts.paths import prefix_of
from contract.calls import PROOF, Call, calls_of, find_calls
from contract.modes import BY_PREFIX, SHOWN, Mode

from .form_sets import endings_of, forms_of, renewal_form, sign_in_form
from .overview import overview_of
from .standing import Standing, standing_of

SHOWN_HEADERS = ("WWW-Authenticate", "Retry-After", "Allow")


@dataclass(frozen=True)
class Tab:
    """The same page in another mode, or that mode's overview where it has no such call."""

    mode: Mode
    url: str
    current: bool

    @property
    def bound(self) -> bool:
        return self.mode.name in PROOF


class PageRenderer(BaseRenderer):
    """One exchange as a page: what was asked, what came back, and every form of this path."""

    media_type = "text/html"
    format = "html"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> str:
        request, response = renderer_context["request"], renderer_context["response"]
        mode = BY_PREFIX[prefix_of(request.path_info)]
        page = page_of(mode, request, response, data)
        return render_to_string("rest_framework/api.html", page, request=request._request)


def page_of(mode: Mode, request: Request, response: Any, data: Any) -> dict[str, Any]:
    """Everything the template shows. A path that takes no GET is a page of its form, not an error."""
    path = request.path_info.removeprefix(mode.prefix).strip("/")
    calls = find_calls(mode, path)
    unasked = request.method == "GET" and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and bool(calls)
    if unasked or response.status_code == HTTPStatus.NO_CONTENT:
        status, response.status_code = response.status_code, HTTPStatus.OK
    else:
        status = response.status_code
    standing = signed_out(standing_of(request, mode), response)
    return {
        "mode": mode,
        "bound": mode.name in PROOF,
        "path": path,
        "method": request.method,
        "title": next((call.title for call in calls if call.method == request.method), "") or title_of(calls),
        "calls": calls,
        "menu": [call for call in calls_of(mode) if "{" not in call.path and call.method in ("GET", "POST")],
        "standing": standing,
        "unasked": unasked,
        "status": HTTPStatus(status),
        "headers": headers_of(response),
        "body": "" if data is None else json.dumps(data, indent=2, ensure_ascii=False),
        "data": data,
        "forms": forms_of(mode, path, calls, request, data),
        "endings": endings_of(mode, path, data),
        "renew": renewal_form(mode, path, standing),
        "sign_in": None if standing.who else sign_in_form(mode, path),
        "demo_accounts": [*DEMO_ACCOUNTS] if settings.DEMO else [],
        "demo_password": PASSWORD,
        "overview": overview_of(mode) if not path else None,
    }


def headers_of(response: Any) -> list[tuple[str, str]]:
    """What is worth seeing of an answer's headers; of its cookies everything but their values."""
    shown = [(name, response.headers[name]) for name in SHOWN_HEADERS if name in response.headers]
    cookies = ((cookie.OutputString(), f"{cookie.key}={cookie.coded_value}") for cookie in response.cookies.values())
    return shown + [("Set-Cookie", text.replace(pair, pair.partition("=")[0] + "=…", 1)) for text, pair in cookies]


def title_of(calls: tuple[Call, ...]) -> str:
    return calls[0].title if calls else "Not found"


def tabs_of(current: Mode | None, path: str) -> list[Tab]:
    """Each mode that is shown, and the current one, with this same page in it; its overview where it has no such call,
    or one login's own page."""
    modes = SHOWN if current is None or current in SHOWN else (*SHOWN, current)
    there = {mode: path and "/" not in path and bool(find_calls(mode, path)) for mode in modes}
    return [Tab(mode, f"{mode.prefix}/{path}" if there[mode] else mode.prefix, mode is current) for mode in modes]


def signed_out(standing: Standing, response: Any) -> Standing:
    """What this answer leaves: nothing, if it took the credential's cookie back."""
    gone = any(cookie["max-age"] == 0 for cookie in response.cookies.values())
    return Standing(code="not_authenticated") if gone else standing
