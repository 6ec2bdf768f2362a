"""`X-Lab-Clock: +901` in a library's project: that one request happens 901 seconds later, in Python and in Redis.

The whole process travels, so a server must answer one request at a time (`--blocking-threads 1`). Keys that would have
expired by then are taken out of Redis for as long as the request lasts, and what it sets counts from its own moment.
What a refused request writes is undone: that moment hasn't come yet (knox deletes an expired token when it sees it).
With `X-Lab-Undo` so is what any request writes: the search for a credential's end doesn't keep it alive.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from http import HTTPStatus

import time_machine
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis import Redis

LATER = re.compile(r"\+?([0-9]{1,8})")


@contextmanager
def redis_later(redis: Redis, seconds: int) -> Iterator[None]:
    """Redis as it will be, untouched, that many seconds from now; then as it is, with what was set meanwhile."""
    before = {key: int(redis.pttl(key)) for key in redis.scan_iter(count=1000)}
    gone = {key: redis.dump(key) for key, left in before.items() if 0 <= left <= seconds * 1000}
    if gone:
        redis.delete(*gone)
    yield
    for key in redis.scan_iter(count=1000):
        left = int(redis.pttl(key))
        if left >= 0 and (key in gone or left > before.get(key, -1)):
            redis.pexpire(key, left + seconds * 1000)
            gone.pop(key, None)
    for key, value in gone.items():
        if value is not None:
            redis.restore(key, before[key], value)


class ClockMiddleware:
    """Stands before everything that asks what time it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = LATER.fullmatch(request.META.get("HTTP_X_LAB_CLOCK", ""))
        seconds = int(asked[1]) if asked else 0
        if not seconds:
            return self.get_response(request)
        later = timezone.now() + timedelta(seconds=seconds)
        address = settings.CACHES["default"].get("LOCATION", "")
        with ExitStack() as stack:
            if "redis" in str(settings.CACHES["default"]["BACKEND"]):
                stack.enter_context(redis_later(stack.enter_context(Redis.from_url(str(address))), seconds))
            stack.enter_context(time_machine.travel(later))
            stack.enter_context(transaction.atomic())
            response = self.get_response(request)
            if response.status_code == HTTPStatus.UNAUTHORIZED or "HTTP_X_LAB_UNDO" in request.META:
                transaction.set_rollback(True)
        return response
