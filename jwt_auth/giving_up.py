"""Giving up a token that no row knows: it can't be ended, and is traded for another login once all the same."""

from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Q

from accounts import clock
from accounts.events import record
from accounts.exceptions import TokenRevoked
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.signals import announce_logout

from . import denylist


def give_up(request: SignedInRequest, mode: str) -> str | None:
    """Until when the token is usable all the same; None where it has ended.

    Raises: TokenRevoked, 401, where it has been given up, or logged out, or is older than the password.
    """
    access: Any = request.auth
    own, issued = Q(login_id=access.login_id), datetime.fromtimestamp(access["iat"], UTC)
    over = Q(kind=AuthEvent.Kind.LOGOUT) & own | Q(kind=AuthEvent.Kind.PASSWORD_CHANGED) & ~own
    if AuthEvent.objects.filter(over, account=request.user.id, created_at__gte=issued).exists():
        raise TokenRevoked("exchange")
    if not caches["default"].add(f"given-up:{access.login_id}", 1, access.expires_in):
        raise TokenRevoked("exchange")
    revoked = denylist.deny([access.login_id], access.expires_in)
    record(AuthEvent.Kind.LOGOUT, request, request.user.id, mode, access.login_id)
    announce_logout(request, request.user.id)
    return None if revoked else clock.isoformat(access["exp"])
