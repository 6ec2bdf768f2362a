"""What the stores of keys and values share: the session is an entry, and its row is only the operator's list of it.

An entry is JSON: the login's id and times, and Django's session data. It is written last and removed first, so that
no entry ever lives without a row.
"""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts import clock

from ..models import Session
from . import base

TIMES = ("last_used_at", "expires_at", "absolute_expires_at")


class EntryStore(base.SessionStore):
    def get_entry(self, digest: str) -> Any:
        raise NotImplementedError

    def put_entry(self, digest: str, entry: str, until: datetime, only_over: str | None = None) -> bool:
        """Write an entry that may be swept after `until`; with `only_over`, only if that one was still there, which it
        then replaces, in one step."""
        raise NotImplementedError

    @classmethod
    def get_entries(cls, digests: list[str]) -> list[Any]:
        raise NotImplementedError

    @classmethod
    def drop_entries(cls, digests: list[str]) -> None:
        raise NotImplementedError

    def read(self, digest: str) -> Session | None:
        entry = self.get_entry(digest)
        if entry is None:
            return None
        held = json.loads(entry)
        times = {field: datetime.fromtimestamp(held[field], UTC) for field in TIMES}
        return Session(
            public_id=held["login"], digest=digest, scope=self.scope, store=self.name, account_id=held["account"],
            data=held["data"], **times,
        )  # fmt: skip

    def entry_of(self, row: Session) -> str:
        held = {"login": row.public_id, "account": row.account_id, "data": row.data}
        return json.dumps(held | {field: getattr(row, field).timestamp() for field in TIMES})

    def insert(self, row: Session) -> None:
        data = row.data
        with transaction.atomic():
            row.data = ""
            row.save(force_insert=True)
            row.data = data
            self.put_entry(row.digest, self.entry_of(row), row.expires_at)

    def replace(self, digest: str, row: Session) -> bool:
        times = {"last_used_at": row.last_used_at, "expires_at": row.expires_at}
        with transaction.atomic():
            listed = Session.objects.filter(digest=digest).update(digest=row.digest, **times)
            return bool(listed) and self.put_entry(row.digest, self.entry_of(row), row.expires_at, only_over=digest)

    @classmethod
    def alive(cls, rows: list[Session]) -> set[str]:
        digests = [row.digest for row in rows]
        now = clock.now().timestamp()
        entries = zip(digests, cls.get_entries(digests) if digests else [], strict=True)
        return {digest for digest, entry in entries if entry and json.loads(entry)["expires_at"] > now}

    @classmethod
    def end(cls, rows: list[Session]) -> int:
        if not rows:
            return 0
        listed = Session.objects.filter(public_id__in=[row.public_id for row in rows])
        with transaction.atomic():
            # Locked and read anew: what another request is just giving a new key must not live on under that.
            renewed = listed.select_for_update().order_by("pk").only("digest")
            held = {row.digest: row for row in (*rows, *renewed)}
            alive = cls.alive(list(held.values()))
            cls.drop_entries(list(held))
            listed.delete()
        return len(alive)
