"""The lab's clock: a request that carries `X-Lab-Clock: +901` is judged 901 seconds later."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts import clock

LONGEST = 31_536_000  # seconds: a year


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
        with clock.ahead(int(header)):
            return self.get_response(request)
