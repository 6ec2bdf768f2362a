"""What the stores of keys and values share: the session is an entry, and its row is only the operator's list of it.

An entry is JSON: the login's id and times, and Django's session data. It is written last and removed first, so that
no entry ever lives without a row.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction

from accounts import clock
from accounts.compiled import Param, compiled_delete, compiled_update

from ..models import Session
from .base import SessionStore, insert_row
from .stored_session import Endable, StoredSession

TIMES = ("last_used_at", "expires_at", "absolute_expires_at")
_list_again = compiled_update(
    lambda: Session.objects.filter(digest=Param("old")), "digest", "last_used_at", "expires_at"
)
_unlist = compiled_delete(lambda: Session.objects.filter(digest=Param("digest"), public_id=Param("public_id")))


class EntryStore(SessionStore):
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
    def drop_entries(cls, digests: list[str]) -> int:
        """Remove these; returns how many there were."""
        raise NotImplementedError

    def read(self, digest: str) -> StoredSession | None:
        entry = self.get_entry(digest)
        if entry is None:
            return None
        fields = json.loads(entry)
        used, expires, ends = (datetime.fromtimestamp(fields[field], UTC) for field in TIMES)
        return StoredSession(fields["login"], digest, fields["account"], used, expires, ends, fields["data"])

    @staticmethod
    def entry_of(stored: StoredSession) -> str:
        times = {field: getattr(stored, field).timestamp() for field in TIMES}
        return json.dumps({"login": stored.public_id, "account": stored.account_id, "data": stored.data, **times})

    def insert(self, stored: StoredSession, row: Session) -> None:
        """The row is seen once its entry is there: else another request could end the row, and the entry would stay."""
        if stored.account_id is None:  # a row is a login's
            self.put_entry(stored.digest, self.entry_of(stored), stored.expires_at)
            return
        with transaction.atomic():
            insert_row.run(row)
            self.put_entry(stored.digest, self.entry_of(stored), stored.expires_at)

    def replace(self, digest: str, stored: StoredSession) -> bool:
        if stored.account_id is None:
            return self.put_entry(stored.digest, self.entry_of(stored), stored.expires_at, only_over=digest)
        with transaction.atomic():
            listed = _list_again.run(
                old=digest, digest=stored.digest, last_used_at=stored.last_used_at, expires_at=stored.expires_at
            )
            return bool(listed) and self.put_entry(
                stored.digest, self.entry_of(stored), stored.expires_at, only_over=digest
            )

    @classmethod
    def alive(cls, rows: list[Session]) -> dict[str, str]:
        digests = [row.digest for row in rows]
        now = clock.now().timestamp()
        entries = zip(digests, cls.get_entries(digests) if digests else [], strict=True)
        stored = {digest: json.loads(entry) for digest, entry in entries if entry}
        return {d: entry["data"].get(HASH_SESSION_KEY, "") for d, entry in stored.items() if entry["expires_at"] > now}

    @classmethod
    def end(cls, rows: Iterable[Endable]) -> int:
        """All or, when the store doesn't answer, none of them."""
        now = clock.now()
        live = [row for row in rows if row.expires_at > now]
        if not live:
            return 0
        with transaction.atomic():
            digests = [row.digest for row in live]
            for row in live:
                if not _unlist.run(digest=row.digest, public_id=row.public_id):
                    digests += cls.unlist_renewed(row.public_id)
            return cls.drop_entries(digests)

    @classmethod
    def forget(cls, digest: str) -> None:
        with transaction.atomic():
            Session.objects.filter(digest=digest).delete()
            cls.drop_entries([digest])

    @staticmethod
    def unlist_renewed(public_id: str) -> list[str]:
        """Remove the row of a session that another request has just given a new key; returns the new digest."""
        renewed = Session.objects.filter(public_id=public_id)
        digests = [row.digest for row in renewed.select_for_update().only("digest")]
        renewed.delete()
        return digests
