"""What time it is. Tokens, sessions and families ask here and nowhere else.

In the lab a request may carry `X-Lab-Clock: +901` and is then judged 901 seconds later; the offset lives in a context
variable, so it ends with the request and no other request sees it.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse

LONGEST = 31_536_000  # seconds: a year
_offset: ContextVar[int] = ContextVar("lab_clock", default=0)


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


class LabClockMiddleware:
    """Reads `X-Lab-Clock`; installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.META.get("HTTP_X_LAB_CLOCK")
        if header is None:
            return self.get_response(request)
        if not re.fullmatch(r"\+?[0-9]{1,8}", header) or int(header) > LONGEST:
            detail = f"X-Lab-Clock takes whole seconds from 0 to {LONGEST}."
            return JsonResponse({"detail": detail, "code": "invalid"}, status=400)
        token = _offset.set(int(header))
        try:
            return self.get_response(request)
        finally:
            _offset.reset(token)
