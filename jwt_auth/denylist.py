"""The denylist: logins that were ended by name, which a signature can't know. One of the dial's two lists.

An entry is the public id of an ended login (`sid`, or a bare token's `jti`) and lives as long as its token could.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Q
from django_redis import get_redis_connection

from accounts import clock
from accounts.events import record
from accounts.exceptions import TokenRevoked
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.signals import announce_logout

from .conf import revocation


def key(login_id: str) -> str:
    return f"denied:{login_id}"


def in_use() -> bool:
    return revocation() in ("denylist", "both")


def deny(login_ids: Iterable[str], seconds: float) -> bool:
    """Deny these logins' access tokens, none of which outlives `seconds`; False where there is no denylist.

    Raises: a RedisError, which becomes 503.
    """
    if not in_use():
        return False
    pipeline = get_redis_connection("default").pipeline(transaction=False)
    for login_id in login_ids:
        pipeline.set(key(login_id), 1, exat=int(clock.now().timestamp() + seconds) + 1)
    pipeline.execute()
    return True


def give_up_once(request: SignedInRequest, mode: str) -> str | None:
    """End a token that no row knows, as far as it can be: it is traded for another login once all the same. Returns
    until when it is usable; None where it has ended.

    Raises: TokenRevoked, 401, where it has been given up, or logged out, or is older than the password.
    """
    access: Any = request.auth
    own, issued = Q(login_id=access.login_id), datetime.fromtimestamp(access["iat"], UTC)
    over = Q(kind=AuthEvent.Kind.LOGOUT) & own | Q(kind=AuthEvent.Kind.PASSWORD_CHANGED) & ~own
    if AuthEvent.objects.filter(over, account=request.user.id, created_at__gte=issued).exists():
        raise TokenRevoked("exchange")
    if not caches["default"].add(f"given-up:{access.login_id}", 1, access.expires_in):
        raise TokenRevoked("exchange")
    revoked = deny([access.login_id], access.expires_in)
    record(AuthEvent.Kind.LOGOUT, request, request.user.id, mode, access.login_id)
    announce_logout(request, request.user.id)
    return None if revoked else clock.isoformat(access["exp"])
