"""E-mail address and password in, account out. The only place that has passwords checked, so the only one to limit.

Django's AUTHENTICATION_BACKENDS decide. Unknown address, wrong password and inactive account give one answer and, with
our backend or Django's, cost one hash, so that neither the body nor the time tells which it was.
"""

import inspect
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import DateField
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables
from rest_framework.exceptions import ValidationError

from . import clock
from .compiled import CompiledQuery, Param
from .events import record
from .exceptions import Busy, InvalidCredentials
from .models import AuthEvent
from .network import ip_address_of, network_of
from .protocols import UserModel
from .throttling import AttemptsUsedUp, count_attempt, give_back, is_first, settle

User: Any = auth.get_user_model()
# In the model's own order, as `from_db` takes them; dates are left to whoever asks, since parsing one has its price.
COLUMNS = tuple(f.attname for f in User._meta.concrete_fields if not isinstance(f, DateField))
_by_id = CompiledQuery(lambda: User._default_manager.filter(pk=Param("pk")).values_list(*COLUMNS))


def is_bound_to(account: UserModel, auth_hash: str) -> bool:
    """Whether a login that remembers this session auth hash was made with the password the account has now.

    The hash is Django's keyed digest of the password's own hash, under SECRET_KEY or one of its fallbacks.
    """
    return any(constant_time_compare(auth_hash, current) for current in auth_hashes(account))


def auth_hashes(account: UserModel) -> Iterator[str]:
    """Django's session auth hashes of this account: under SECRET_KEY, then, if that isn't it, its fallbacks."""
    yield account.get_session_auth_hash()
    yield from account.get_session_auth_fallback_hash()


def account_by_id(account_id: int) -> Any:
    """The account as the database has it now, `as_of` before it was read; None where there is none."""
    as_of, values = clock.now(), _by_id.first(pk=account_id)
    return account_of(values, as_of) if values else None


def account_of(values: Sequence[Any], as_of: datetime) -> Any:
    """The account of these COLUMNS, which were read after `as_of`: what a token says of it was true then."""
    account = User.from_db("default", COLUMNS, values)
    account.as_of = as_of
    return account


def _named(username: str) -> Any:
    try:
        return User._default_manager.get_by_natural_key(username)
    except User.DoesNotExist:
        return None


def _attempt(request: HttpRequest, username: str, mode: str, judge: Callable[[], UserModel | None]) -> UserModel | None:
    """The account that `judge` accepts, or None. One attempt is counted before, and given back if it was right, or if
    the database was down or no turn was free: nobody's attempts are used up by that."""
    network = network_of(ip_address_of(request))
    try:
        count_attempt(username, network)
    except AttemptsUsedUp as refusal:
        if is_first(refusal.identifier):
            record(AuthEvent.Kind.THROTTLED, request, _named(username), mode)
        raise
    try:
        account = judge()
        if account is None or not account.is_active:
            record(AuthEvent.Kind.LOGIN_FAILED, request, _named(username), mode)
            account = None
    except (DatabaseError, Busy):
        give_back(username, network)
        raise
    except BaseException:
        settle(username, network)
        raise
    (give_back if account else settle)(username, network)
    return account


@cache
def password_backend(path: str) -> Any:
    """The backend's class, or None if it doesn't take a username and a password."""
    backend = auth.load_backend(path)
    try:
        inspect.signature(backend.authenticate).bind(None, username="", password="")
    except TypeError:
        return None
    return type(backend)


@sensitive_variables("password")
def ask_backends(request: HttpRequest, username: str, password: str) -> UserModel | None:
    """`django.contrib.auth.authenticate`, but that a backend's signature is inspected once, not at every login."""
    try:
        for path in settings.AUTHENTICATION_BACKENDS:
            backend = password_backend(path)
            user: Any = backend and backend().authenticate(request, username=username, password=password)
            if user is not None:
                user.backend = path
                account: UserModel = user
                return account
    except PermissionDenied:
        pass  # a backend's word that nobody else is to be asked
    credentials = {"username": username, "password": "********************"}
    auth.user_login_failed.send(sender=auth.__name__, credentials=credentials, request=request)
    return None


@sensitive_variables("password")
def authenticate(request: HttpRequest, email: str, password: str, mode: str) -> Any:
    """Who signs in. Raises: InvalidCredentials, 401; Throttled, 429. Sends Django's `user_login_failed`."""
    began = clock.now()
    account: Any = _attempt(request, email, mode, lambda: ask_backends(request, email, password))
    if account is None:
        raise InvalidCredentials
    account.as_of = max(began, getattr(account, "as_of", began))  # later, if a backend has saved it meanwhile
    return account


def confirm_password(request: HttpRequest, account: UserModel, password: str, mode: str) -> None:
    """One who is signed in knows the password. Raises: ValidationError, 400; Throttled, 429."""
    judge: Callable[[], UserModel | None] = lambda: account if account.check_password(password) else None  # noqa: E731
    if _attempt(request, account.get_username(), mode, judge) is None:
        raise ValidationError({"currentPassword": ["This is not the current password."]})
