"""How the server-rendered page is drawn: whole, from the account and the forms, whatever it has to say."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from rest_framework.exceptions import APIException, ValidationError

from accounts import clock
from accounts.models import Account
from sessions_auth.logins import live_logins

from .forms import PasswordForm, ProfileForm

HOME = "/session/account"
NOTICES = {
    "profile": "Your profile is saved.",
    "password": "Your password is changed. Every other login of yours has ended.",
    "login": "That login has ended.",
    "out": "You are signed out.",
}


def done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{HOME}?done={what}")


def refused(request: HttpRequest, account: Account | None, fault: APIException, **forms: Form) -> HttpResponse:
    """The page again, with what the API would have answered written at the field, or above the form."""
    form = next(iter(forms.values()))
    by_field = fault.detail if isinstance(fault, ValidationError) and isinstance(fault.detail, dict) else {}
    for name, faults in by_field.items() or [(None, [fault.detail])]:
        for text in faults:
            form.add_error(name, str(text))
    response = page(request, account, fault.status_code, **forms)
    if wait := getattr(fault, "wait", None):
        response.headers["Retry-After"] = str(max(1, round(wait)))
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Session realm="session"'
    return response


def page(request: HttpRequest, account: Account | None, status: int = 200, **forms: Form) -> HttpResponse:
    session: Any = request.session
    shown: dict[str, Any] = {"notice": NOTICES.get(request.GET.get("done", "")), **forms}
    if account:
        shown |= {
            "account": account,
            "standing": {"who": {"email": account.email}, "expires_at": clock.isoformat(session.expires_at)},
            "profile": forms.get("profile") or ProfileForm(initial={"displayName": account.display_name}),
            "password": forms.get("password") or PasswordForm(),
            "logins": live_logins(account.pk, session.scope),
            "current": session.login_id,
        }
    return render(request, "pages/account.html" if account else "pages/sign_in.html", shown, status=status)
