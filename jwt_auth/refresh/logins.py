"""The logins of an account, listed and ended by their families: for the API, the admin and a password change."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from accounts import clock
from accounts.compiled import Param, compiled_update
from accounts.credentials import is_bound_to
from accounts.tracker import Tracker

from .. import denylist
from ..conf import conf
from .models import TokenFamily

_revoke = compiled_update(
    lambda: TokenFamily.objects.filter(
        public_id=Param("public_id"), revoked_at=None, expires_at__gt=Param("revoked_at")
    ),
    "revoked_at",
    "revoked_reason",
)


def live_logins(account_id: int) -> list[TokenFamily]:
    """This account's live logins, newest first."""
    found = TokenFamily.objects.filter(account_id=account_id, revoked_at=None, expires_at__gt=clock.now())
    rows = found.select_related("account").order_by("-created_at", "-id")
    return [row for row in rows if is_bound_to(row.account, row.password_digest)]


def end_logins(families: Iterable[TokenFamily], reason: TokenFamily.Reason) -> int:
    """Revoke these families; returns how many were live. With a denylist their access tokens end too, and first: if
    Redis does not answer, nothing was done."""
    rows = list(families)
    if not rows:
        return 0
    now = clock.now()
    denylist.deny([row.public_id for row in rows], conf.ACCESS_TOKEN_SECONDS)
    return sum(_revoke.run(public_id=row.public_id, revoked_at=now, revoked_reason=reason) for row in rows)


def end_other_logins(account: Any, request: HttpRequest, keep: str, **_: Any) -> int:
    """After a password change: bind the family that asked to the new password, end every other. Receives
    `password_changed`."""
    families = TokenFamily.objects.filter(account=account, revoked_at=None)
    families.filter(public_id=keep).update(password_digest=account.get_session_auth_hash())
    return end_logins(families.exclude(public_id=keep), TokenFamily.Reason.PASSWORD)


def still_live(families: Iterable[TokenFamily]) -> list[TokenFamily]:
    """Those of these families whose refresh token still rotates."""
    return [family for family in families if family.revoked_at is None and family.expires_at > clock.now()]


TRACKER = Tracker(
    modes={"jwt-refresh": "JWT + refresh"},
    mode_of=lambda row: "jwt-refresh",
    possible=lambda: TokenFamily.objects.filter(revoked_at=None, expires_at__gt=clock.now()),
    live=still_live,
    end=lambda families: end_logins(families, TokenFamily.Reason.ADMIN),
)
