"""What the three stores share: Django's session machinery, with hashed keys and two expiries.

A session ends when it was idle for SESSION_IDLE_SECONDS, and at the latest SESSION_ABSOLUTE_SECONDS after login. Both
are judged by `accounts.clock`, never by a store's own TTL, which only sweeps. Use is noted at most once a minute.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts import clock
from accounts.compiled import CompiledQuery
from accounts.credentials import COLUMNS
from accounts.models import Account
from accounts.network import ip_address_of, user_agent_of

from ..models import Session, digest_of

_account_by_id = CompiledQuery(lambda: Account.objects.filter(pk=0).values_list(*COLUMNS))


class SessionStore(SessionBase):
    """One session. `row` is its login as far as the store remembers it: unsaved, but with its times and public id."""

    name: ClassVar[str]
    _session: dict[str, Any]  # Django's property: loads on first use
    touch_seconds = 60

    def __init__(self, session_key: str | None = None, scope: str = "session", request: HttpRequest | None = None):
        super().__init__(session_key)
        self.scope, self.request = scope, request
        self.offered = bool(session_key)
        self.row: Session | None = None
        self.old_digest: str | None = None  # of a session that is getting a new id
        self.key_is_new = self.ended = False

    # -- what a store does; each is one atomic step
    def read(self, digest: str) -> Session | None:
        """The live or expired session of this digest, its `data` filled; None when the store has none."""
        raise NotImplementedError

    def insert(self, row: Session) -> None:
        raise NotImplementedError

    def replace(self, digest: str, row: Session) -> bool:
        """Write `row` (a new digest, data, times) where `digest` was; False when that is gone."""
        raise NotImplementedError

    @classmethod
    def alive(cls, rows: list[Session]) -> set[str]:
        """The digests among these that the store holds and the clock lets live, in one look-up."""
        raise NotImplementedError

    @classmethod
    def end(cls, rows: list[Session]) -> int:
        """End these logins; returns how many were alive."""
        raise NotImplementedError

    # -- what the modes and Django ask
    @property
    def login_id(self) -> str:
        return self.row.public_id if self.row else ""

    @property
    def expires_at(self) -> datetime | None:
        return self.row.expires_at if self.row else None

    def account(self) -> Account | None:
        """Whose session this is, read fresh: None if it isn't live, or the account is gone, inactive, or has a new
        password since, by whatever path."""
        account_id = self._session.get(SESSION_KEY)
        found = self.read_account(int(account_id)) if account_id else None
        if found is None or not found.is_active:
            return None
        offered = self._session.get(HASH_SESSION_KEY, "")
        hashes = (found.get_session_auth_hash(), *found.get_session_auth_fallback_hash())
        return found if any(constant_time_compare(offered, known) for known in hashes) else None

    def read_account(self, account_id: int) -> Account | None:
        values = _account_by_id.first(account_id)
        return Account.from_db("default", COLUMNS, values) if values else None

    def load(self) -> dict[str, Any]:
        row = self.read(digest_of(self.scope, self.session_key or ""))
        if row is None or row.expires_at <= clock.now():
            self._session_key = None
            return {}
        self.row = row
        data: dict[str, Any] = self.serializer().loads(row.data.encode())
        return data

    def create(self) -> None:
        """A new id, 256 random bits (OWASP asks for 64), written by the next `save`."""
        if self.row and not self.old_digest:
            self.old_digest = self.row.digest
        self._session_key = secrets.token_urlsafe(32)
        self._session_cache: dict[str, Any] = {}
        self.modified = True

    def cycle_key(self) -> None:
        data = self._session
        self.create()
        self._session_cache = data

    def save(self, must_create: bool = False) -> None:
        """Write the session if somebody is signed in; raises UpdateError if it was ended meanwhile."""
        account_id = self._session.get(SESSION_KEY)
        if account_id is None:
            return
        if self.session_key is None:
            data = self._session
            self.create()
            self._session_cache = data
        now = clock.now()
        row = self.row or self.new_row(int(account_id), now)
        digest, row.digest = self.old_digest or row.digest, digest_of(self.scope, self.session_key or "")
        row.data = self.serializer().dumps(self._session).decode()
        row.last_used_at = now
        row.expires_at = min(now + Session.idle(), row.absolute_expires_at)
        if self.row is None:
            self.insert(row)
        elif not self.replace(digest, row):
            self.modified = False  # there is nothing left to write to: the middleware needn't try again
            raise UpdateError
        self.key_is_new = self.key_is_new or digest != row.digest
        self.row, self.old_digest, self.modified = row, None, False

    def new_row(self, account_id: int, now: datetime) -> Session:
        return Session(
            public_id=secrets.token_urlsafe(16),
            scope=self.scope,
            store=self.name,
            account_id=account_id,
            created_at=now,
            absolute_expires_at=now + Session.absolute(),
            ip_address=ip_address_of(self.request) if self.request else None,
            user_agent=user_agent_of(self.request) if self.request else "",
        )

    def touch(self) -> None:
        """Note the use of a live session, at most once a minute, without reviving one that has just been ended."""
        if self.row and (clock.now() - self.row.last_used_at).total_seconds() >= min(
            self.touch_seconds, Session.idle().total_seconds() / 2
        ):
            with suppress(UpdateError):
                self.save()

    def delete(self, session_key: str | None = None) -> None:
        if self.row and session_key is None:
            self.end([self.row])

    def flush(self) -> None:
        _ = self._session  # Django clears unread sessions; ours must know its row to end it
        self.delete()
        self.clear()
        self._session_key = None
        self.row, self.old_digest, self.ended = None, None, True

    def exists(self, session_key: str) -> bool:
        return False  # ids are too many to meet twice; asking would cost a look-up

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=clock.now()).delete()
