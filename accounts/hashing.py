"""Argon2id with the costs that the settings name, and no more hashes at once than a process may do: memory is bounded,
and threads are left for every other call.

The defaults are OWASP's (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. A stored hash names its own costs
and goes on counting. It is renewed when its password is changed, not at a sign-in as Django would: every login is bound
to the stored hash, and a renewal in passing would end all others of the account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from django.contrib.auth import hashers

from .conf import conf
from .exceptions import Busy

WAIT_SECONDS = 2  # for a turn; then 503


@cache
def turns(number: int) -> BoundedSemaphore:
    return BoundedSemaphore(number)


@contextmanager
def turn() -> Iterator[None]:
    """Raises: Busy, 503 with Retry-After."""
    semaphore = turns(conf.HASHES_AT_ONCE)
    if not semaphore.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        semaphore.release()


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Django's, bounded. RFC 9106 §3.1 names the costs: m in KiB, t passes, p lanes."""

    @property
    def memory_cost(self) -> int:  # type: ignore[override]
        return int(conf.ARGON2_MEMORY_KIB)

    @property
    def time_cost(self) -> int:  # type: ignore[override]
        return int(conf.ARGON2_TIME_COST)

    @property
    def parallelism(self) -> int:  # type: ignore[override]
        return int(conf.ARGON2_PARALLELISM)

    def encode(self, password: str, salt: str) -> str:
        with turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with turn():
            return super().verify(password, encoded)

    def must_update(self, encoded: str) -> bool:
        return False
