"""What time it is. Tokens, sessions and families ask here and nowhere else.

Whoever shows what happens later runs a request `ahead`; the offset lives in a context variable, so it ends with the
block and no other request sees it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_offset: ContextVar[int] = ContextVar("clock_offset", default=0)


def now() -> datetime:
    """The time by which this request is judged: aware, UTC."""
    offset = _offset.get()
    moment = datetime.now(UTC)
    return moment + timedelta(seconds=offset) if offset else moment


def timestamp() -> int:
    """`now` in whole seconds since the epoch, as RFC 7519 §2 counts them."""
    return int(now().timestamp())


def isoformat(moment: datetime | int) -> str:
    """ISO 8601 in UTC to the second: 2026-11-23T09:30:00Z. Takes a datetime, or seconds since the epoch."""
    aware = datetime.fromtimestamp(moment, UTC) if isinstance(moment, int) else moment.astimezone(UTC)
    return aware.strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def ahead(seconds: int) -> Iterator[None]:
    """What runs inside is judged this many seconds later."""
    token = _offset.set(seconds)
    try:
        yield
    finally:
        _offset.reset(token)
