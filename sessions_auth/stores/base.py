"""What the three stores share: Django's session machinery, with hashed keys and two expiries.

A session ends when it was idle for SESSION_IDLE_SECONDS, and at the latest SESSION_ABSOLUTE_SECONDS after login. Both
are judged by `accounts.clock`, never by a store's own TTL, which only sweeps. Use is noted at most once a minute.
"""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest

from accounts import clock
from accounts.compiled import CompiledInsert
from accounts.network import ip_address_of, user_agent_of

from ..models import Session, digest_of
from .owner import OwnedSession
from .stored_session import Endable, StoredSession

insert_row = CompiledInsert(Session)


class SessionStore(OwnedSession):
    """One session. `stored` is what the store remembers of it, once it was read or written."""

    name: ClassVar[str]
    touch_seconds = 60

    def __init__(self, session_key: str | None = None, scope: str = "session", request: HttpRequest | None = None):
        super().__init__(session_key)
        self.scope, self.request = scope, request
        self.offered = bool(session_key)
        self.stored: StoredSession | None = None
        self.old_digest: str | None = None  # of a session that is getting a new id
        self.key_is_new = self.ended = False

    # -- what a store does; each is one atomic step
    def read(self, digest: str) -> StoredSession | None:
        """The live or expired session of this digest; None when the store has none."""
        raise NotImplementedError

    def insert(self, stored: StoredSession, row: Session) -> None:
        """Write a new login: its row, and the session itself."""
        raise NotImplementedError

    def replace(self, digest: str, stored: StoredSession) -> bool:
        """Write `stored` (a new digest, data, times) where `digest` was; False when that is gone."""
        raise NotImplementedError

    @classmethod
    def alive(cls, rows: list[Session]) -> dict[str, str]:
        """Those that the store holds and the clock lets live, in one look-up: {digest: session auth hash}."""
        raise NotImplementedError

    @classmethod
    def end(cls, rows: Iterable[Endable]) -> int:
        """End these logins; returns how many were alive. The expired ones are left to the purge."""
        raise NotImplementedError

    # -- what the modes and Django ask
    @property
    def login_id(self) -> str:
        return self.stored.public_id if self.stored else ""

    @property
    def expires_at(self) -> datetime | None:
        return self.stored.expires_at if self.stored else None

    def load(self) -> dict[str, Any]:
        stored = self.read(digest_of(self.scope, self.session_key or ""))
        if stored is None or stored.expires_at <= clock.now():
            self._session_key = None
            return {}
        self.stored = stored
        return stored.data

    def create(self) -> None:
        """A new id, 256 random bits (OWASP asks for 64), written by the next `save`."""
        if self.stored and not self.old_digest:
            self.old_digest = self.stored.digest
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
            self.cycle_key()
        now, digest = clock.now(), digest_of(self.scope, self.session_key or "")
        if self.stored is None:
            self.begin(int(account_id), digest, now)
        else:
            expires = min(now + Session.idle(), self.stored.absolute_expires_at)
            old, stored = self.old_digest or digest, self.stored
            stored.digest, stored.data, stored.last_used_at, stored.expires_at = digest, self._session, now, expires
            if not self.replace(old, stored):
                self.modified = False  # there is nothing left to write to: the middleware needn't try again
                raise UpdateError
            self.key_is_new = self.key_is_new or old != digest
        self.old_digest, self.modified = None, False

    def begin(self, account_id: int, digest: str, now: datetime) -> None:
        """A new login: its row, and the session."""
        ends, absolute = now + Session.idle(), now + Session.absolute()
        times = {"last_used_at": now, "expires_at": min(ends, absolute), "absolute_expires_at": absolute}
        stored = StoredSession(secrets.token_urlsafe(16), digest, account_id, data=self._session, **times)
        row = Session(
            public_id=stored.public_id,
            digest=digest,
            scope=self.scope,
            store=self.name,
            account_id=account_id,
            created_at=now,
            ip_address=ip_address_of(self.request) if self.request else None,
            user_agent=user_agent_of(self.request) if self.request else "",
            **times,
        )
        self.insert(stored, row)
        self.stored, self.key_is_new = stored, True

    def touch(self) -> None:
        """Note the use of a live session, at most once a minute, without reviving one that has just been ended."""
        if self.stored and (clock.now() - self.stored.last_used_at).total_seconds() >= min(
            self.touch_seconds, Session.idle().total_seconds() / 2
        ):
            with suppress(UpdateError):
                self.save()

    def delete(self, session_key: str | None = None) -> None:
        if self.stored and session_key is None:
            self.end([self.stored])

    def flush(self) -> None:
        _ = self._session  # Django clears unread sessions; ours must know what is stored to end it
        self.delete()
        self.clear()
        self._session_key = None
        self.stored, self.old_digest, self.ended = None, None, True

    def exists(self, session_key: str) -> bool:
        return False  # ids are too many to meet twice; asking would cost a look-up

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=clock.now()).delete()
