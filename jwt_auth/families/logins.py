"""The logins of an account, listed and ended by their families: for the API, the admin and a password change."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledQuery, CompiledWrite, Param, compiled_update
from accounts.credentials import is_bound_to
from accounts.events import record
from accounts.models import AuthEvent
from accounts.tracker import Tracker

from .. import denylist
from .conf import conf
from .models import TokenFamily

Family = TypeVar("Family", bound=TokenFamily)


@cache
def _revoke(kind: type[TokenFamily]) -> CompiledWrite:
    return compiled_update(
        lambda: kind._default_manager.filter(
            public_id=Param("public_id"), revoked_at=None, expires_at__gt=Param("revoked_at")
        ),
        "revoked_at",
        "revoked_reason",
    )


def live_logins(kind: type[Family], account_id: int) -> list[Family]:
    """This account's live logins, newest first."""
    found = kind._default_manager.filter(account_id=account_id, revoked_at=None, expires_at__gt=clock.now())
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
    return sum(_revoke(type(row)).run(public_id=row.public_id, revoked_at=now, revoked_reason=reason) for row in rows)


@cache
def _beyond(kind: type[TokenFamily], limit: int) -> CompiledQuery:
    """The newest login that is one too many."""
    rows = kind._default_manager.filter(account=Param("account"), revoked_at=None, expires_at__gt=Param("now"))
    return CompiledQuery(lambda: rows.order_by("-pk").values_list("pk")[limit : limit + 1])


def end_excess(kind: type[TokenFamily], request: HttpRequest, account_id: int) -> None:
    """End this account's oldest logins of this mode, if there are more than MAX_LOGINS. It is asked after each login's
    row is written, so that of many at once the last one sees them all."""
    now = clock.now()
    if found := _beyond(kind, conf.MAX_LOGINS).first(account=account_id, now=now):
        rows = kind._default_manager.filter(account=account_id, revoked_at=None, expires_at__gt=now, pk__lte=found[0])
        for row in rows.order_by("pk"):
            if end_logins([row], TokenFamily.Reason.LIMIT):
                record(AuthEvent.Kind.LOGIN_ENDED, request, account_id, kind.mode, row.public_id, "MAX_LOGINS")


def last_seen(family: TokenFamily) -> tuple[datetime, datetime]:
    """(last use, idle end) as the account may see them. While a rotation's parent is still taken, those of the rotation
    before: whoever watches the list with a stolen token must not learn when to come along."""
    hidden = family.rotated_before
    if hidden is None or (clock.now() - family.rotated_at).total_seconds() >= conf.REFRESH_RETRY_SECONDS:
        return family.rotated_at, family.expires_at
    return hidden, min(hidden + timedelta(seconds=conf.REFRESH_TOKEN_SECONDS), family.absolute_expires_at)


def access_ends(issued: float) -> int | None:
    """When an access token that was issued then ends by itself; None where it has. Both in seconds since the epoch."""
    ends = int(issued) + int(conf.ACCESS_TOKEN_SECONDS)
    return ends if ends > clock.timestamp() else None


def end_other_logins(kind: type[TokenFamily], account: Any, keep: str) -> int:
    """After a password change: bind the family that asked to the new password, end every other."""
    families = kind._default_manager.filter(account=account, revoked_at=None)
    families.filter(public_id=keep).update(password_digest=account.get_session_auth_hash())
    return end_logins(families.exclude(public_id=keep), TokenFamily.Reason.PASSWORD)


def still_live(families: Iterable[Family]) -> list[Family]:
    """Those of these families whose refresh token still rotates."""
    return [family for family in families if family.revoked_at is None and family.expires_at > clock.now()]


def tracker_of(kind: type[TokenFamily], title: str) -> Tracker:
    """What an operator is told of this mode's logins."""
    return Tracker(
        modes={kind.mode: title},
        mode_of=lambda row: kind.mode,
        possible=lambda: kind._default_manager.filter(revoked_at=None, expires_at__gt=clock.now()),
        live=still_live,
        end=lambda families: end_logins(families, TokenFamily.Reason.ADMIN),
    )
