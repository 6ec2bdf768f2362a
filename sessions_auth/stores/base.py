"""What the three stores share: Django's session machinery, with hashed keys and two expiries.

A session ends when it was idle for SESSION_IDLE_SECONDS, and at the latest SESSION_ABSOLUTE_SECONDS after login. Both
are judged by `accounts.clock`, never by a store's own TTL, which only sweeps. Use is noted at most once a minute.
Django's SessionBase says what each method means; where we differ, we raise (docs/adr/0017).
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from asgiref.sync import sync_to_async
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import clock
from accounts.compiled import CompiledInsert
from accounts.credentials import User
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
        self.offered = session_key is not None if scope == Session.Scope.OPAQUE else bool(session_key)
        self.stored: StoredSession | None = None
        self.unwritten = False  # it has an id of ours, under which nothing is stored yet
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

    @classmethod
    def forget(cls, digest: str) -> None:
        """End exactly this one: what got a new id meanwhile lives on."""
        raise NotImplementedError

    # -- what the modes and Django ask
    @property
    def login_id(self) -> str:
        return self.stored.public_id if self.stored else ""

    @property
    def expires_at(self) -> datetime | None:
        return self.stored.expires_at if self.stored else None

    def live(self, session_key: str) -> StoredSession | None:
        """What the store holds of this id, unless it is over."""
        stored = self.read(digest_of(self.scope, session_key))
        return stored if stored and stored.expires_at > clock.now() else None

    def load(self) -> dict[str, Any]:
        self.stored = self.live(self.session_key or "")
        if self.stored is None:
            self._session_key = None
            return {}
        return self.stored.data

    def exists(self, session_key: str | None) -> bool:
        return bool(session_key) and type(self)(scope=self.scope).live(str(session_key)) is not None

    def _get_new_session_key(self) -> str:
        """256 random bits (OWASP asks for 64): too many to meet twice, so nobody is asked. What travels as a token has
        a prefix by which secret scanners know it."""
        return ("ses_" if self.scope == Session.Scope.OPAQUE else "") + secrets.token_urlsafe(32)

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.begin()
        self.modified = True

    def cycle_key(self) -> None:
        """A new id for the same data, in one step. Raises: UpdateError where the session was ended meanwhile, since a
        new id must not undo a logout."""
        data, old = self._session, self.stored
        self._session_key, self._session_cache = self._get_new_session_key(), data
        if old:
            self.write(old)
        self.unwritten, self.modified = old is None, True

    async def acycle_key(self) -> None:
        await sync_to_async(self.cycle_key)()

    def save(self, must_create: bool = False) -> None:
        """Write the session. Raises: UpdateError if it was ended meanwhile; CreateError where somebody else chose the
        id (session fixation)."""
        data = self._session
        if self.session_key is None:
            return self.create()
        if self.unwritten:
            self.begin()
        elif must_create:
            raise CreateError("The store chooses ids: call create(), or save() without one.")
        else:
            self.stored = self.stored or self.live(self.session_key)  # nobody looked before the data was replaced
            if self.stored is None:
                raise UpdateError("The session was ended meanwhile.")
            if self.stored.account_id == account_id_in(data):
                self.write(self.stored)
            else:  # somebody signed in or out: another login, with another row
                self.end([self.stored])
                self.begin()
        self.modified = False

    def begin(self) -> None:
        """A new session, and the row of a new login."""
        now = clock.now()
        absolute = now + Session.absolute()
        times = {"last_used_at": now, "expires_at": self.idle_end(now, absolute), "absolute_expires_at": absolute}
        digest, data = digest_of(self.scope, self.session_key or ""), self._session
        stored = StoredSession(secrets.token_urlsafe(16), digest, account_id_in(data), data=data, **times)
        row = Session(
            public_id=stored.public_id,
            digest=digest,
            scope=self.scope,
            store=self.name,
            account_id=stored.account_id,
            created_at=now,
            ip_address=ip_address_of(self.request) if self.request else None,
            user_agent=user_agent_of(self.request) if self.request else "",
            **times,
        )
        self.insert(stored, row)
        self.stored, self.key_is_new, self.unwritten = stored, True, False

    def write(self, old: StoredSession) -> None:
        """What this session is now, where `old` was. Raises: UpdateError."""
        now, digest = clock.now(), digest_of(self.scope, self.session_key or "")
        ends = self.idle_end(now, old.absolute_expires_at)
        stored = replace(old, digest=digest, data=self._session, last_used_at=now, expires_at=ends)
        if not self.replace(old.digest, stored):
            self.modified = False  # there is nothing left to write to: the middleware needn't try again
            raise UpdateError("The session was ended meanwhile.")
        self.stored, self.key_is_new = stored, self.key_is_new or old.digest != digest

    def touch(self) -> None:
        """Note the use of a live session, at most once a minute, without reviving one that has just been ended."""
        if self.stored is None:
            return
        custom = self._session.get("_session_expiry")
        idle = custom if isinstance(custom, int) and custom else Session.idle().total_seconds()
        if (clock.now() - self.stored.last_used_at).total_seconds() >= min(self.touch_seconds, idle / 2):
            with suppress(UpdateError), self.settled() as session:
                if session is self or session.account():
                    session.save()

    def idle_end(self, now: datetime, absolute: datetime) -> datetime:
        """When this session ends if it isn't used again: as `set_expiry` has it, else after SESSION_IDLE_SECONDS."""
        custom = self._session.get("_session_expiry")
        ends = self.get_expiry_date(modification=now, expiry=custom) if custom else now + Session.idle()
        return min(timezone.make_aware(ends) if timezone.is_naive(ends) else ends, absolute)

    def get_session_cookie_age(self) -> int:
        """In seconds, for a session with no expiry of its own: as long as any lives, whatever SESSION_COOKIE_AGE is."""
        return int(Session.absolute().total_seconds())

    def set_expiry(self, value: Any) -> None:
        """Django's; it sets this session's idle limit. Raises: ValueError for more than SESSION_ABSOLUTE_SECONDS."""
        seconds = value.total_seconds() if isinstance(value, timedelta) else self.get_expiry_age(expiry=value or 0.1)
        if seconds > Session.absolute().total_seconds():
            raise ValueError("No session outlives SESSION_ABSOLUTE_SECONDS.")
        super().set_expiry(value)

    async def aset_expiry(self, value: Any) -> None:
        await sync_to_async(self.set_expiry)(value)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        own = self.stored if key == self.session_key else None
        stored = own or (type(self)(scope=self.scope).live(key) if key else None)
        if stored:
            self.end([stored])

    def flush(self) -> None:
        self.delete()
        self.clear()
        self._session_key, self.stored = None, None
        self.unwritten, self.ended = False, True

    def end_refused(self) -> None:
        """End what was read and refused. Only that: a password change may just have given this login a new id, or
        bound a token to the new password."""
        if self.stored:
            with self.settled() as session:
                if session is self or not session.account():
                    self.forget(self.stored.digest)

    @contextmanager
    def settled(self) -> Iterator["SessionStore"]:
        """This session, to be written. A token's id outlives a password change, which what was read here may be older
        than: it is read again, while no change is under way."""
        if self.stored is None or self.scope != Session.Scope.OPAQUE:
            yield self
            return
        with transaction.atomic():
            User._default_manager.select_for_update().filter(pk=self.stored.account_id).first()
            yield type(self)(self.session_key, self.scope, self.request)

    async def aflush(self) -> None:
        await sync_to_async(self.flush)()

    @classmethod
    def clear_expired(cls) -> None:
        Session.objects.filter(expires_at__lte=clock.now()).delete()


def account_id_in(data: dict[str, Any]) -> int | None:
    """Whose session data this is; None where nobody has signed in."""
    return int(data[SESSION_KEY]) if SESSION_KEY in data else None
