"""Issue, rotate, and detect reuse (RFC 9700 §4.14.2). One row a login; deciding and writing are one UPDATE.

Both tokens of a generation follow from the row and the signing key, so a lost answer can be repeated: within
REFRESH_RETRY_SECONDS of a rotation its immediate parent gets the same successor. Anything older ends the family.
"""

import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledInsert, CompiledQuery, Param, compiled_update
from accounts.credentials import COLUMNS, User, is_bound_to
from accounts.events import record
from accounts.exceptions import RefreshReused, TokenRevoked
from accounts.models import AuthEvent
from accounts.network import ip_address_of, user_agent_of

from ..conf import conf
from ..tokens import Token
from .authentication import Authentication
from .logins import end_logins
from .models import TokenFamily
from .tokens import AccessToken, RefreshToken

FIELDS = tuple(field.attname for field in TokenFamily._meta.concrete_fields)
_joined = CompiledQuery(
    lambda: TokenFamily.objects.filter(public_id=Param("public_id")).values_list(
        *FIELDS, *(f"account__{c}" for c in COLUMNS)
    )
)
_insert = CompiledInsert(TokenFamily)
_advance = compiled_update(
    lambda: TokenFamily.objects.filter(
        account__in=User._default_manager.filter(pk=Param("account"), password=Param("password"), is_active=True),
        pk=Param("family"),
        generation=Param("from_generation"),
        revoked_at=None,
    ),
    "generation",
    "rotated_at",
    "expires_at",
)


class Pair(NamedTuple):
    """What a client holds after login or rotation."""

    family: TokenFamily
    access: AccessToken
    refresh: RefreshToken


def issue(request: HttpRequest, account: Any, carrier: str) -> Pair:
    """Begin a family: one new row, generation 0."""
    now = clock.now()
    family = TokenFamily(
        public_id=secrets.token_urlsafe(16),
        account=account,
        password_digest=account.get_session_auth_hash(),
        carrier=carrier,
        created_at=now,
        rotated_at=now,
        expires_at=now + min(idle(), absolute()),
        absolute_expires_at=now + absolute(),
        ip_address=ip_address_of(request),
        user_agent=user_agent_of(request),
    )
    _insert.run(family)
    return pair_of(family, account)


def rotate(request: HttpRequest, raw: str) -> Pair:
    """The successor of a live token, or once more that of its immediate parent.

    Raises: InvalidToken, TokenExpired, TokenRevoked, RefreshReused, all 401; the last one after the family's end is
    committed.
    """
    token = RefreshToken(raw)
    family, account = live_family(token)
    while token["gen"] == family.generation:
        if advance(family, account):
            return pair_of(family, account)
        # Another request was faster: look at what it left. After a password change by this very login, the token lives.
        family, account = live_family(token)
    since = abs((clock.now() - family.rotated_at).total_seconds())
    if token["gen"] == family.generation - 1 and since < conf.REFRESH_RETRY_SECONDS:
        return pair_of(family, account)
    if end_logins([family], TokenFamily.Reason.REUSE):
        mode = Authentication.mode
        record(AuthEvent.Kind.REFRESH_REUSED, request, account, mode, family.public_id)
    raise RefreshReused


def family_of(token: Token) -> tuple[TokenFamily, Any] | None:
    """The family that a token names, live or not, with its account; None when there is none any more."""
    values = _joined.first(public_id=token["sid"])
    if values is None:
        return None
    family = TokenFamily.from_db("default", FIELDS, values[: len(FIELDS)])
    return family, User.from_db("default", COLUMNS, values[len(FIELDS) :])


def live_family(token: RefreshToken) -> tuple[TokenFamily, Any]:
    """The token's family and account, both able to go on. Raises: TokenRevoked."""
    found = family_of(token)
    if found is None:
        raise TokenRevoked("family")
    family, account = found
    if family.revoked_at or token["sub"] != str(account.pk):
        raise TokenRevoked("family")
    if not account.is_active:
        end_logins([family], TokenFamily.Reason.ADMIN)
        raise TokenRevoked("account")
    if not is_bound_to(account, family.password_digest):
        end_logins([family], TokenFamily.Reason.PASSWORD)
        raise TokenRevoked("account")
    return family, account


def advance(family: TokenFamily, account: Any) -> bool:
    """Make the next generation the live one, if this one still is and the account is as it was read: one UPDATE."""
    now = clock.now()
    generation, expires_at = family.generation + 1, min(now + idle(), family.absolute_expires_at)
    still = {"account": account.pk, "password": account.password, "from_generation": family.generation}
    if not _advance.run(family=family.pk, **still, generation=generation, rotated_at=now, expires_at=expires_at):
        return False
    family.generation, family.rotated_at, family.expires_at = generation, now, expires_at
    return True


def pair_of(family: TokenFamily, account: Any) -> Pair:
    """The tokens of the live generation: the refresh token is the same at every call, jti, gen and exp."""
    issued = int(family.rotated_at.timestamp())
    access = AccessToken.for_user(account)
    access.payload |= {"sid": family.public_id, "iat": issued, "exp": issued + AccessToken.seconds()}
    refresh = RefreshToken.for_user(account)
    refresh.payload |= {
        "sid": family.public_id,
        "gen": family.generation,
        "jti": f"{family.public_id}.{family.generation}",
        "iat": issued,
        "exp": int(family.expires_at.timestamp()),
    }
    return Pair(family, access, refresh)


def idle() -> timedelta:
    return timedelta(seconds=conf.REFRESH_TOKEN_SECONDS)


def absolute() -> timedelta:
    return timedelta(seconds=conf.REFRESH_ABSOLUTE_SECONDS)
