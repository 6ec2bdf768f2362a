"""E-mail address and password in, Account out. The only place that checks a password, so the only one to limit.

What the database holds is an Argon2id hash. Unknown address, wrong password and inactive account cost one hash and
give one answer, so that neither the body nor the time tells which it was.
"""

from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from rest_framework.exceptions import Throttled, ValidationError

from .compiled import CompiledQuery, Param
from .events import record
from .exceptions import InvalidCredentials
from .models import Account, AuthEvent
from .network import ip_address_of, network_of
from .throttling import count_attempt, give_back

# In the model's own order, as `from_db` takes them.
COLUMNS = tuple(f.attname for f in Account._meta.concrete_fields if f.attname != "created_at")
_by_email = CompiledQuery(lambda: Account.objects.filter(email=Param("email")).values_list(*COLUMNS))


@cache
def _nobodys_hash() -> str:
    return make_password("nobody's password")


def _attempt(request: HttpRequest, email: str, password: str, mode: str) -> Account | None:
    """The active account of this address if the password is its own. One attempt is counted, and given back if so."""
    network = network_of(ip_address_of(request))
    row = _by_email.first(
        email=email.lower()
    )  # before counting: while the database is down, nobody's attempts are used up
    account = Account.from_db("default", COLUMNS, row) if row else None
    try:
        count_attempt(email, network)
    except Throttled:
        record(AuthEvent.Kind.THROTTLED, request, account, mode)
        raise
    right = account.check_password(password) if account else check_password(password, _nobodys_hash())
    if not (account and right and account.is_active):
        record(AuthEvent.Kind.LOGIN_FAILED, request, account, mode)
        return None
    give_back(email, network)
    return account


def authenticate(request: HttpRequest, email: str, password: str, mode: str) -> Account:
    """Who signs in. Raises: InvalidCredentials, 401; Throttled, 429."""
    account = _attempt(request, email, password, mode)
    if account is None:
        raise InvalidCredentials
    return account


def confirm_password(request: HttpRequest, account: Account, password: str, mode: str) -> Account:
    """The account, read anew, of one who is signed in and knows the password.

    Raises: ValidationError, 400; Throttled, 429.
    """
    confirmed = _attempt(request, account.email, password, mode)
    if confirmed is None:
        raise ValidationError({"currentPassword": ["This is not the current password."]})
    return confirmed
