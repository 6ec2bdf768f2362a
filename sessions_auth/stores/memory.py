"""The session in this process's memory. Here to be seen failing: a second worker knows nothing of it, and a restart
forgets it. Everything else is as with Redis."""

import time
from datetime import datetime
from threading import Lock
from typing import Any

from django.core.cache import caches

from .entries import EntryStore

_lock = Lock()


class SessionStore(EntryStore):
    name = "memory"

    def get_entry(self, digest: str) -> Any:
        return caches["memory"].get(digest)

    def put_entry(self, digest: str, entry: str, until: datetime, only_over: str | None = None) -> bool:
        seconds = max(1, int(until.timestamp() - time.time()) + 1)  # the cache's own clock, which only sweeps
        with _lock:
            if only_over is not None and caches["memory"].get(only_over) is None:
                return False
            caches["memory"].set(digest, entry, seconds)
            if only_over not in (None, digest):  # last: a reader, who takes no lock, always finds one of the two
                caches["memory"].delete(only_over)
        return True

    @classmethod
    def get_entries(cls, digests: list[str]) -> list[Any]:
        entries = caches["memory"].get_many(digests)
        return [entries.get(digest) for digest in digests]

    @classmethod
    def drop_entries(cls, digests: list[str]) -> int:
        with _lock:
            return sum(caches["memory"].delete(digest) for digest in digests)
