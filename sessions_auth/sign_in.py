"""Signing in and out by session: for both APIs, and for the server-rendered page. A scope is a mode's name."""

from copy import copy
from typing import Any

from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.events import record
from accounts.models import Account, AuthEvent

from .logins import end_excess
from .stores import engine


def with_session_of(request: HttpRequest, scope: str) -> HttpRequest:
    """The request, with a session of this scope: its own, or a new one where another mode's path hands over."""
    plain: HttpRequest = getattr(request, "_request", request)
    if getattr(getattr(plain, "session", None), "scope", None) == scope:
        return plain
    elsewhere = copy(plain)
    elsewhere.session = engine()(None, scope, plain)
    return elsewhere


def sign_in(request: HttpRequest, account: Account) -> None:
    """Begin a session under a new id, which goes out with the answer."""
    request = getattr(request, "_request", request)  # auth.login asks for `user`, which REST framework would look up
    session: Any = request.session
    if auth.SESSION_KEY in session:
        session.flush()  # this browser's earlier login ends: an id is never carried over (session fixation)
    auth.login(request, account)
    session.save()
    record(AuthEvent.Kind.LOGIN, request, account, session.scope, session.login_id)
    end_excess(request, account.pk, session.scope)


def sign_out(request: HttpRequest) -> bool:
    """End the session that was offered, dead or alive; says whether it was alive."""
    session: Any = request.session
    account, login_id = session.account(), session.login_id
    request.user = account or AnonymousUser()
    auth.logout(request)  # sends Django's signal, and flushes the session
    if account:
        record(AuthEvent.Kind.LOGOUT, request, account, session.scope, login_id)
    return account is not None
