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
from accounts.compiled import ANY_TIME, compiled_delete, compiled_update

from ..models import Session
from .base import SessionStore, insert_row
from .held import Endable, Held

TIMES = ("last_used_at", "expires_at", "absolute_expires_at")
_list_again = compiled_update(
    lambda: Session.objects.filter(digest="d"), digest="d", last_used_at=ANY_TIME, expires_at=ANY_TIME
)
_unlist = compiled_delete(lambda: Session.objects.filter(digest="d", public_id="p"))


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

    def read(self, digest: str) -> Held | None:
        entry = self.get_entry(digest)
        if entry is None:
            return None
        found = json.loads(entry)
        used, expires, ends = (datetime.fromtimestamp(found[field], UTC) for field in TIMES)
        return Held(found["login"], digest, found["account"], used, expires, ends, found["data"])

    @staticmethod
    def entry_of(held: Held) -> str:
        times = {field: getattr(held, field).timestamp() for field in TIMES}
        return json.dumps({"login": held.public_id, "account": held.account_id, "data": held.data, **times})

    def insert(self, held: Held, row: Session) -> None:
        insert_row.run(row)
        self.put_entry(held.digest, self.entry_of(held), held.expires_at)

    def replace(self, digest: str, held: Held) -> bool:
        with transaction.atomic():
            listed = _list_again.run(held.digest, held.last_used_at, held.expires_at, digest)
            return bool(listed) and self.put_entry(held.digest, self.entry_of(held), held.expires_at, only_over=digest)

    @classmethod
    def alive(cls, rows: list[Session]) -> dict[str, str]:
        digests = [row.digest for row in rows]
        now = clock.now().timestamp()
        entries = zip(digests, cls.get_entries(digests) if digests else [], strict=True)
        found = {digest: json.loads(entry) for digest, entry in entries if entry}
        return {d: entry["data"][HASH_SESSION_KEY] for d, entry in found.items() if entry["expires_at"] > now}

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
                if not _unlist.run(row.digest, row.public_id):
                    digests += cls.unlist_renewed(row.public_id)
            return cls.drop_entries(digests)

    @staticmethod
    def unlist_renewed(public_id: str) -> list[str]:
        """Remove the row of a session that another request has just given a new key; returns the new digest."""
        renewed = Session.objects.filter(public_id=public_id)
        digests = [row.digest for row in renewed.select_for_update().only("digest")]
        renewed.delete()
        return digests
