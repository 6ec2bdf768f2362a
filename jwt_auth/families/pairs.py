"""Issue: a new family, and the two tokens that follow from its row."""

import secrets
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledInsert
from accounts.network import ip_address_of, user_agent_of

from .conf import conf
from .models import TokenFamily
from .tokens import AccessToken, RefreshToken

_insert = cache(CompiledInsert)


class Pair(NamedTuple):
    """What a client holds after login or rotation."""

    family: TokenFamily
    access: AccessToken
    refresh: RefreshToken


def issue(kind: type[TokenFamily], request: HttpRequest, account: Any, carrier: str, **more: Any) -> Pair:
    """Begin a family: one new row, generation 0. `more` are the columns that its mode adds."""
    now, address, agent = clock.now(), ip_address_of(request), user_agent_of(request)
    family = kind(
        public_id=secrets.token_urlsafe(16),
        account=account,
        password_digest=account.get_session_auth_hash(),
        carrier=carrier,
        created_at=now,
        rotated_at=now,
        rotated_before=now,
        expires_at=now + min(idle(), absolute()),
        absolute_expires_at=now + absolute(),
        ip_address=address,
        user_agent=agent,
        rotated_ip_address=address,
        rotated_user_agent=agent,
        **more,
    )
    _insert(kind).run(family)
    return pair_of(family, account)


def pair_of(family: TokenFamily, account: Any) -> Pair:
    """The tokens of the live generation: the refresh token is the same at every call, jti, gen and exp."""
    issued = int(family.rotated_at.timestamp())
    access = family.access_token.for_user(account)
    access.payload |= {"sid": family.public_id, "iat": issued, "exp": issued + family.access_token.seconds()}
    refresh = family.refresh_token.for_user(account)
    refresh.payload |= {
        "sid": family.public_id,
        "gen": family.generation,
        "jti": f"{family.public_id}.{family.generation}",
        "iat": issued,
        "exp": int(family.expires_at.timestamp()),
    }
    if family.confirmation:
        access["cnf"] = refresh["cnf"] = family.confirmation
    return Pair(family, access, refresh)


def idle() -> timedelta:
    return timedelta(seconds=conf.REFRESH_TOKEN_SECONDS)


def absolute() -> timedelta:
    return timedelta(seconds=conf.REFRESH_ABSOLUTE_SECONDS)
