"""Attempt limits, counted before a password is hashed and atomically, so that guessing in parallel gains nothing.

Two fixed windows of five minutes each, from the first attempt on: LOGIN_ATTEMPTS for an account from an address, and
20 times as many for an address. An IPv6 address is its /64; the /48 around it has four times as many of both.
Attempts that are being judged may yet be given back: one that finds no room waits for them, WAIT_SECONDS at most.
Raises: Throttled, 429; a RedisError when the count can't be kept, which becomes 503.
Source: OWASP Authentication Cheat Sheet, "Login Throttling".
"""

import hashlib
import time
from functools import cache

from django_redis import get_redis_connection
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from rest_framework.exceptions import Throttled

from .conf import conf
from .network import site_of

WINDOW_MINUTES = 5
ADDRESS_FACTOR = 20
SITE_FACTOR = 4
WAIT_SECONDS = 2
PAUSE_SECONDS = 0.01  # between two tries
# In the count of an account and address, one that is being judged counts so much more: the number that Redis answers
# says at once how many are counted and how many of these may yet come back.
FLYING = 2**20


class AttemptsUsedUp(Throttled):
    """`identifier`: which count it was that is full."""

    def __init__(self, identifier: str, wait: float) -> None:
        super().__init__(wait=wait)
        self.identifier = identifier


@cache
def limiter() -> FixedWindowRateLimiter:
    if conf.REDIS_IN_PROCESS:
        return FixedWindowRateLimiter(MemoryStorage())
    pool = get_redis_connection("default").connection_pool
    return FixedWindowRateLimiter(RedisStorage("redis://", connection_pool=pool, key_prefix="attempts"))


def _limits(email: str, network: str) -> list[tuple[RateLimitItem, str]]:
    limits = _pair_and_address(email, network, 1)
    if site := site_of(network):
        limits += _pair_and_address(email, site, SITE_FACTOR)
    return limits


def _pair_and_address(email: str, network: str, factor: int) -> list[tuple[RateLimitItem, str]]:
    pair = hashlib.sha256(f"{email.lower()} {network}".encode()).hexdigest()[:32]
    most = conf.LOGIN_ATTEMPTS * factor
    return [
        (RateLimitItemPerMinute(most, WINDOW_MINUTES, namespace="pair"), pair),
        (RateLimitItemPerMinute(most * ADDRESS_FACTOR, WINDOW_MINUTES, namespace="address"), network),
    ]


def count_attempt(email: str, network: str) -> None:
    """Count one attempt, or refuse it with the seconds until the window ends. Once it is judged, `settle` must follow,
    or `give_back`."""
    deadline = time.monotonic() + WAIT_SECONDS
    while found := _take(email, network):
        full, flying = found
        if not flying or time.monotonic() > deadline:
            reset = limiter().get_window_stats(*full).reset_time
            raise AttemptsUsedUp(full[1], max(1, reset - time.time()))
        time.sleep(PAUSE_SECONDS)


def _take(email: str, network: str) -> tuple[tuple[RateLimitItem, str], int] | None:
    """Count in each window; or in none, and say which is full, and how many in it are being judged."""
    pair, *others = _limits(email, network)
    flying, counted = divmod(_add(pair, FLYING + 1), FLYING)
    if counted > pair[0].amount:
        _add(pair, -FLYING - 1)
        return pair, flying - 1
    for number, other in enumerate(others, start=1):
        if _add(other, 1) > other[0].amount:
            for each in others[:number]:
                _add(each, -1)
            _add(pair, -FLYING - 1)
            return other, 0
    return None


def _add(window: tuple[RateLimitItem, str], amount: int) -> int:
    item, identifier = window
    return limiter().storage.incr(item.key_for(identifier), item.get_expiry(), amount)


def settle(email: str, network: str) -> None:
    """The password was wrong: the attempt stays counted."""
    _add(_limits(email, network)[0], -FLYING)


def is_first(what: str) -> bool:
    """Whether this is the first of its kind in five minutes: what a stranger can repeat at will is one event, not a
    table full of them."""
    return limiter().hit(RateLimitItemPerMinute(1, WINDOW_MINUTES, namespace="told"), what)


def give_back(email: str, network: str) -> None:
    """The password was right: the attempt never counted."""
    pair, *others = _limits(email, network)
    for other in others:
        _add(other, -1)
    _add(pair, -FLYING - 1)
