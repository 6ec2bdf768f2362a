"""Takes locks away, for the requests of one run. Inside the recorder, which has seen the request as it came and sees
the answer as it goes; outside everything else, so that what refuses a shot is the code that refuses it in life.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from contract.modes import mode_of

from ..page.runs import run_of
from .locks import away, marked
from .shots import shot_of

WHENCE = ("HTTP_ORIGIN", "HTTP_REFERER", "HTTP_SEC_FETCH_SITE")  # by which a server knows a foreign page
TOKEN = "0" * 32  # the form that Django's check takes


class LocksMiddleware:
    """Installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        run = run_of(request)
        if run is None or mode_of(request.path_info) is None:
            return self.get_response(request)
        without, shot = away(run), shot_of(request)
        origin = request.META.get("HTTP_ORIGIN", "")
        response = self.fire(request, without) if shot else self.get_response(request)
        if "samesite" in without:
            for morsel in response.cookies.values():
                marked(morsel, without)
        if shot and "preflight" in without:
            allow(response, origin)
        if shot and request.META.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate":
            response.headers["Refresh"] = f"0; url={shot['back']}"
        return response

    def fire(self, request: HttpRequest, without: list[str]) -> HttpResponse:
        """The answer to a foreign page's request, with these locks out of its way."""
        if request.method == "OPTIONS" and "preflight" in without:
            return HttpResponse(status=204)
        meta: dict[str, Any] = request.META
        meta["HTTP_ACCEPT"] = "application/json"  # the API's own answer, not its page
        if "content-type" in without and meta.get("CONTENT_TYPE", "").startswith("text/plain"):
            meta["CONTENT_TYPE"] = "application/json"
        if "origin" in without:
            for name in WHENCE:
                meta.pop(name, None)
        if "token" in without:
            give_token(meta)
        vars(request).pop("headers", None)  # made of META when it was first asked for
        return self.get_response(request)


def give_token(meta: dict[str, Any]) -> None:
    """The pair that Django's check compares: a cookie and a header of one value. A later cookie of one name counts."""
    cookies = [pair for pair in meta.get("HTTP_COOKIE", "").split("; ") if pair]
    meta["HTTP_COOKIE"] = "; ".join([*cookies, f"{settings.CSRF_COOKIE_NAME}={TOKEN}"])
    meta["HTTP_X_CSRFTOKEN"] = TOKEN


def allow(response: HttpResponse, origin: str) -> None:
    """What CORS needs of an answer for a page of this origin to read it, and of a preflight's to go on (Fetch §3.2)."""
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Allow-Methods"] = "PATCH"
    response.headers["Access-Control-Allow-Headers"] = "content-type"
