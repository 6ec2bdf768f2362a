"""Which forms a page has: those of its path, those that end a login it lists, and the ways in for who is out."""

from dataclasses import replace
from typing import Any

from rest_framework.request import Request

from accounts.redirects import safe_target
from contract.calls import Call, calls_of, find_calls
from contract.modes import Mode

from .forms import FORM, Form, form_of
from .standing import Standing


def forms_of(mode: Mode, path: str, calls: tuple[Call, ...], request: Request, data: Any) -> list[Form]:
    """A form for each unsafe call of this path, filled with what was sent or is known."""
    sent = request._request.POST.dict() if request._request.content_type == FORM else {}
    known = data if isinstance(data, dict) else {}
    errors = known.get("fields", {})
    onward = safe_target(request._request, str(sent.get("next") or request._request.GET.get("next", "")))
    if path == "login" and not onward:
        onward = f"{mode.prefix}/me"
    return [form_of(call, mode, path, {**known, **sent}, errors, onward) for call in calls if call.unsafe]


def endings_of(mode: Mode, path: str, data: Any) -> list[tuple[dict[str, Any], Form]]:
    """Each login of a list with the form that ends it, and then shows what is left."""
    if path != "logins" or "logins" not in (data or {}):
        return []
    ending = next(call for call in calls_of(mode) if call.path == "logins/{login_id}")
    back = f"{mode.prefix}/logins"
    return [(row, form_of(ending, mode, f"logins/{row['id']}", {}, {}, back)) for row in data["logins"]]


def back_to(mode: Mode, path: str) -> str:
    """This page, if it shows anything by itself; else who one is."""
    shows = any(call.method == "GET" for call in find_calls(mode, path))
    return f"{mode.prefix}/{path}".rstrip("/") if shows else f"{mode.prefix}/me"


def sign_in_form(mode: Mode, path: str) -> Form | None:
    """For a page that needs a login and has none: sign in, and come back here."""
    if path in ("login", "logout", "refresh-token"):
        return None
    return form_of(find_calls(mode, "login")[0], mode, "login", {"carrier": "cookie"}, {}, back_to(mode, path))


def renewal_form(mode: Mode, path: str, standing: Standing) -> Form | None:
    """For a page whose access token has run out while a refresh token is there: the next pair, and back here."""
    if standing.who or not standing.renewable_until or path == "refresh-token":
        return None
    renewal = find_calls(mode, "refresh-token")[0]
    return replace(form_of(renewal, mode, "refresh-token", {}, {}, back_to(mode, path)), fields=())  # the cookie's
