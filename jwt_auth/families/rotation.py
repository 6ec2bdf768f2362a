"""Rotate, and detect reuse (RFC 9700 §4.14.2). One row a login; deciding and writing are one UPDATE.

Both tokens of a generation follow from the row and the signing key, so a lost answer can be repeated: within
REFRESH_RETRY_SECONDS of a rotation its immediate parent gets the same successor. Anything older ends the family.
"""

from functools import cache
from typing import Any

from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledQuery, CompiledWrite, Param, compiled_update
from accounts.credentials import COLUMNS, User, account_of, is_bound_to
from accounts.events import record, trace
from accounts.exceptions import RefreshReused, TokenRevoked
from accounts.models import AuthEvent
from accounts.network import ip_address_of, user_agent_of

from ..tokens import Token
from .conf import conf
from .logins import Family, end_logins
from .models import TokenFamily
from .pairs import Pair, idle, pair_of
from .tokens import RefreshToken

# What a rotation writes.
ADVANCED = ("generation", "rotated_at", "rotated_before", "rotated_ip_address", "rotated_user_agent", "expires_at")


@cache
def _fields(kind: type[TokenFamily]) -> tuple[str, ...]:
    return tuple(field.attname for field in kind._meta.concrete_fields)


@cache
def _joined(kind: type[TokenFamily]) -> CompiledQuery:
    return CompiledQuery(
        lambda: kind._default_manager.filter(public_id=Param("public_id")).values_list(
            *_fields(kind), *(f"account__{c}" for c in COLUMNS)
        )
    )


@cache
def _advance(kind: type[TokenFamily]) -> CompiledWrite:
    return compiled_update(
        lambda: kind._default_manager.filter(
            account__in=User._default_manager.filter(pk=Param("account"), password=Param("password"), is_active=True),
            pk=Param("family"),
            generation=Param("from_generation"),
            revoked_at=None,
        ),
        *ADVANCED,
    )


def rotate(kind: type[TokenFamily], request: HttpRequest, token: RefreshToken) -> Pair:
    """The successor of a live token, or once more that of its immediate parent.

    Raises: TokenRevoked, RefreshReused, both 401; the last one after the family's end is committed.
    """
    family, account = live_family(kind, token)
    while token["gen"] == family.generation:
        if advance(family, account, request):
            trace("refreshed", request, account.pk, kind.mode, family.public_id)
            return pair_of(family, account)
        # Another request was faster: look at what it left. After a password change by this very login, the token lives.
        family, account = live_family(kind, token)
    if token["gen"] == family.generation - 1 and is_young(family):
        note = difference(family, request)
        record(AuthEvent.Kind.REFRESH_REPEATED, request, account, kind.mode, family.public_id, note)
        return pair_of(family, account)
    if end_logins([family], TokenFamily.Reason.REUSE):
        record(AuthEvent.Kind.REFRESH_REUSED, request, account, kind.mode, family.public_id)
    raise RefreshReused


def is_young(family: TokenFamily) -> bool:
    """Whether the live generation was issued within the window, by clocks that may disagree a little."""
    return abs((clock.now() - family.rotated_at).total_seconds()) < conf.REFRESH_RETRY_SECONDS


def family_of(kind: type[Family], token: Token) -> tuple[Family, Any] | None:
    """The family that a token names, live or not, with its account; None when there is none any more."""
    as_of, values = clock.now(), _joined(kind).first(public_id=token["sid"])
    if values is None:
        return None
    fields = _fields(kind)
    family = kind.from_db("default", fields, values[: len(fields)])
    return family, account_of(values[len(fields) :], as_of)


def named(kind: type[Family], token: Token) -> tuple[Family, Any]:
    """The token's family, not revoked, and its account, whatever became of that. Raises: TokenRevoked."""
    found = family_of(kind, token)
    if found is None:
        raise TokenRevoked("family")
    family, account = found
    if family.revoked_at or token["sub"] != str(account.pk) or token.get("cnf") != family.confirmation:
        raise TokenRevoked("family")
    return family, account


def look_up(kind: type[Family], token: Token) -> tuple[Family, Any]:
    """The token's family and account, both able to go on as they are now; reads, and never writes. Raises:
    TokenRevoked."""
    family, account = named(kind, token)
    if family.expires_at <= clock.now():
        raise TokenRevoked("family")
    if not account.is_active or not is_bound_to(account, family.password_digest):
        raise TokenRevoked("account")
    return family, account


def introspect(kind: type[TokenFamily], raw: str) -> dict[str, Any]:
    """What the live refresh token of a login says. One that was used says nothing, and asking is no reuse. Raises:
    TokenFault."""
    token = kind.refresh_token(raw)
    family, _ = look_up(kind, token)
    if token["gen"] != family.generation:
        raise TokenRevoked("gen")
    return token.payload


def live_family(kind: type[Family], token: RefreshToken) -> tuple[Family, Any]:
    """The same for a refresh token: a login whose account may not go on is ended, so that it never comes back."""
    family, account = named(kind, token)
    if not account.is_active:
        end_logins([family], TokenFamily.Reason.ADMIN)
        raise TokenRevoked("account")
    if not is_bound_to(account, family.password_digest):
        end_logins([family], TokenFamily.Reason.PASSWORD)
        raise TokenRevoked("account")
    return family, account


def difference(family: TokenFamily, request: HttpRequest) -> str:
    """Whether a repeat comes from where the rotation came from, for the operator."""
    address = "same" if ip_address_of(request) == family.rotated_ip_address else "another"
    agent = "same" if user_agent_of(request) == family.rotated_user_agent else "another"
    return f"{address} address, {agent} user agent"


def advance(family: TokenFamily, account: Any, request: HttpRequest) -> bool:
    """Make the next generation the live one, if this one still is and the account is as it was read: one UPDATE."""
    now = clock.now()
    still = {"account": account.pk, "password": account.password, "from_generation": family.generation}
    changed = {
        "generation": family.generation + 1,
        "rotated_at": now,
        "rotated_before": family.rotated_at,
        "rotated_ip_address": ip_address_of(request),
        "rotated_user_agent": user_agent_of(request),
        "expires_at": min(now + idle(), family.absolute_expires_at),
    }
    if not _advance(type(family)).run(family=family.pk, **still, **changed):
        return False
    for name, value in changed.items():
        setattr(family, name, value)
    return True
