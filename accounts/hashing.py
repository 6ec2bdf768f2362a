"""Argon2id with the costs that the settings name, and no more hashes at once than a process may do: memory is bounded,
and threads are left for every other call.

The defaults are OWASP's (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. A stored hash names its own
costs. At a sign-in it is renewed with today's, and with the salt that it has: logins are bound to the salt, which is
new with every password, so a renewal ends none of them (docs/adr/0029).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from threading import BoundedSemaphore
from time import monotonic

from django.contrib.auth import get_user_model, hashers
from django.dispatch import Signal

from .conf import conf
from .exceptions import Busy

WAIT_SECONDS = 2  # for a turn; then 503
turn_taken = Signal()  # a hash begins, having waited `seconds`


@cache
def turns(number: int) -> BoundedSemaphore:
    return BoundedSemaphore(number)


@contextmanager
def turn() -> Iterator[None]:
    """Raises: Busy, 503 with Retry-After."""
    semaphore, since = turns(conf.HASHES_AT_ONCE), monotonic()
    if not semaphore.acquire(timeout=WAIT_SECONDS):
        raise Busy
    turn_taken.send(sender=None, seconds=monotonic() - since)
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
        """Whether it has other costs. Django would have it renewed for a short salt too; here the salt stays."""
        stored, today = self.decode(encoded)["params"], self.params()
        today.salt_len = stored.salt_len
        return bool(stored != today)


class PBKDF2PasswordHasher(hashers.PBKDF2PasswordHasher):
    """Django's, bounded. For hashes that were brought along; each is Argon2 after its next sign-in."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with turn():
            return super().encode(password, salt, iterations)


@lru_cache(maxsize=4096)  # each request by session asks, and decoding costs more than the rest of the answer
def fingerprint(encoded: str) -> str:
    """What tells this password from the account's next one, and is the same after a renewal: its salt. The hash itself
    where it has none that we can read."""
    try:
        return str(hashers.identify_hasher(encoded).decode(encoded)["salt"]) or encoded
    except (ValueError, LookupError, AssertionError, NotImplementedError):
        return encoded


def renewed(password: str, encoded: str) -> str:
    """A hash of the same password with the same salt, as the settings have it today; as it was where that can't be."""
    salt = fingerprint(encoded)
    usable = salt != encoded and salt.isascii() and "$" not in salt and len(salt) >= 8  # RFC 9106 §3.1: 8 bytes
    return hashers.make_password(password, salt) if usable else encoded


def spend_the_rest(encoded: str | None, password: str) -> None:
    """After a refusal: the work that another account's would have cost besides, so that the time doesn't tell an
    unknown address, an old hash and a new one apart. `encoded` is what was compared; None for an unknown address."""
    first, *others = hashers.get_hashers()
    spent = first.algorithm
    if encoded and hashers.is_password_usable(encoded):
        with suppress(ValueError):
            spent = hashers.identify_hasher(encoded).algorithm
    names = tuple(other.algorithm for other in others)
    for hasher in (first, *(other for other in others if other.algorithm in in_use(names, int(monotonic()) // 600))):
        if hasher.algorithm != spent:
            hasher.encode(password, hasher.salt())


@lru_cache(maxsize=1)
def in_use(algorithms: tuple[str, ...], ten_minutes: int) -> set[str]:
    """Which of these some account still has; looked up every ten minutes, since no index helps."""
    accounts = get_user_model()._default_manager
    return {each for each in algorithms if accounts.filter(password__startswith=f"{each}$").exists()}
