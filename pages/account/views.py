"""The server-rendered page on a session: plain Django views, templates and forms, and no script.

What sessions are at home in: the browser keeps the cookie and sends it, the server draws the page for whoever that is,
and Django's CSRF middleware guards every form. After each POST a redirect, so that a reload sends nothing twice.
"""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe
from rest_framework.exceptions import APIException

from accounts.credentials import authenticate
from accounts.events import record
from accounts.models import Account, AuthEvent
from accounts.passwords import change_password
from accounts.redirects import safe_target
from sessions_auth.authentication import Authentication
from sessions_auth.logins import end_logins
from sessions_auth.models import Session
from sessions_auth.sign_in import sign_in, sign_out

from .forms import PasswordForm, ProfileForm, SignInForm
from .page import HOME, done, page, refused

Rest = ParamSpec("Rest")
MODE = Authentication.mode


def signed_in(view: Callable[Concatenate[HttpRequest, Account, Rest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The view, with the account of the live session; without one, to the page that asks for it."""

    @require_POST
    def checked(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        session: Any = request.session
        account = session.account()
        if account is None:
            return HttpResponseRedirect(HOME)
        request.user = account  # as Django's own middleware would; its password change asks for it
        return view(request, account, *args, **kwargs)

    return checked


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    session: Any = request.session
    account = session.account()
    if account is None:
        return page(request, None, sign_in=SignInForm(initial={"next": request.GET.get("next", "")}))
    return page(request, account)


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            account = authenticate(request, form.cleaned_data["email"], form.cleaned_data["password"], MODE)
        except APIException as fault:
            return refused(request, None, fault, sign_in=form)
        sign_in(request, account)
        return HttpResponseRedirect(safe_target(request, form.cleaned_data["next"]) or HOME)
    return page(request, None, 400, sign_in=form)


@signed_in
def edit_profile(request: HttpRequest, account: Account) -> HttpResponse:
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return page(request, account, 400, profile=form)
    account.display_name = form.cleaned_data["displayName"]
    account.save(update_fields=["display_name"])
    return done("profile")


@signed_in
def edit_password(request: HttpRequest, account: Account) -> HttpResponse:
    form, session = PasswordForm(request.POST), request.session
    if not form.is_valid():
        return page(request, account, 400, password=form)
    old, new = form.cleaned_data["currentPassword"], form.cleaned_data["newPassword"]
    try:
        change_password(request, account, old, new, MODE, session.login_id)  # type: ignore[attr-defined]
    except APIException as fault:
        return refused(request, account, fault, password=form)
    return done("password")


@signed_in
def end_login(request: HttpRequest, account: Account, login_id: str) -> HttpResponse:
    rows = Session.objects.filter(account=account, scope=Session.Scope.API, public_id=login_id)
    if end_logins(rows):
        record(AuthEvent.Kind.LOGIN_ENDED, request, account, MODE, login_id)
    return done("login")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return done("out")
