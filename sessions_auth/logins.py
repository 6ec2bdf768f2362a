"""The logins of an account, listed and ended as the store says: for the API, the admin and a password change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, update_session_auth_hash
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledQuery, Param
from accounts.credentials import is_bound_to
from accounts.events import record
from accounts.exceptions import InvalidToken, SessionExpired
from accounts.models import AuthEvent
from accounts.tracker import Tracker

from .conf import conf
from .models import Session
from .stores import engine, name_in_use
from .stores.base import SessionStore


def live_logins(account_id: int, scope: str) -> list[Session]:
    """This account's live logins of this scope, newest first."""
    rows = list(
        Session.objects.filter(account_id=account_id, scope=scope, store=name_in_use())
        .select_related("account")
        .defer("data")
        .order_by("-created_at", "-id")
    )
    alive = engine().alive(rows)
    return [row for row in rows if row.account and row.digest in alive and is_bound_to(row.account, alive[row.digest])]


@cache
def _beyond(limit: int) -> CompiledQuery:
    """The newest login that is one too many."""
    rows = Session.objects.filter(
        account=Param("account"), scope=Param("scope"), store=Param("store"), expires_at__gt=Param("now")
    )
    return CompiledQuery(lambda: rows.order_by("-pk").values_list("pk")[limit : limit + 1])


def end_excess(request: HttpRequest, account_id: int, scope: str) -> None:
    """End this account's oldest logins of this scope, if there are more than MAX_LOGINS. It is asked after each login's
    row is written, so that of many at once the last one sees them all."""
    mine = {"account": account_id, "scope": scope, "store": name_in_use()}
    now = clock.now()
    if found := _beyond(conf.MAX_LOGINS).first(**mine, now=now):
        rows = Session.objects.filter(**mine, expires_at__gt=now, pk__lte=found[0]).defer("data")
        for row in rows.order_by("pk"):
            if end_logins([row]):
                record(AuthEvent.Kind.LOGIN_ENDED, request, account_id, scope, row.public_id, "MAX_LOGINS")


def by_store(rows: Iterable[Session]) -> Iterator[tuple[type[SessionStore], list[Session]]]:
    """Each store that holds some of these, with those that it holds."""
    rows_of: dict[str, list[Session]] = defaultdict(list)
    for row in rows:
        rows_of[row.store].append(row)
    for store, its_rows in rows_of.items():
        yield engine(store), its_rows


def end_logins(rows: Iterable[Session]) -> int:
    """End these logins in whichever store each is; returns how many were alive."""
    return sum(store.end(its_rows) for store, its_rows in by_store(rows))


def still_live(rows: Iterable[Session]) -> list[Session]:
    """Those of these rows that are alive, as each one's store says."""
    rows = list(rows)
    alive = {digest for store, its_rows in by_store(rows) for digest in store.alive(its_rows)}
    return [row for row in rows if row.digest in alive]


def end_other_logins(account: Any, request: HttpRequest, keep: str, **_: Any) -> int:
    """After a password change: renew the id of the session that asked, end every other. Receives `password_changed`.

    A token's id stays, bound to the new password: the answer has no place for another, so its client would be out.
    Raises: SessionExpired, or InvalidToken for a token, 401, when that session was ended meanwhile; the change is then
    undone with the transaction.
    """
    session = getattr(request, "session", None)
    if session is not None and session.login_id == keep:
        try:
            if session.scope == Session.Scope.OPAQUE:
                session[HASH_SESSION_KEY] = account.get_session_auth_hash()
            else:
                update_session_auth_hash(request, account)
            session.save()
        except UpdateError as fault:
            raise (InvalidToken("session") if session.scope == Session.Scope.OPAQUE else SessionExpired()) from fault
    return end_logins(Session.objects.filter(account=account).exclude(public_id=keep).defer("data"))


TRACKER = Tracker(
    modes={"session": "Session", "opaque": "Opaque token", "admin": "Admin"},  # Session.Scope's values
    mode_of=lambda row: row.scope,
    possible=lambda: Session.objects.filter(account__isnull=False, expires_at__gt=clock.now()).defer("data"),
    live=still_live,
    end=end_logins,
)
