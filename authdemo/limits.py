"""What no request passes, whoever asks and whatever for: it is refused before anybody looks."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from rest_framework.exceptions import NotFound, ParseError

from accounts.errors import answer
from accounts.exceptions import TooLarge


class LimitsMiddleware:
    """Whatever the path: the body has a limit, and the Host is ours. What stands before it is said on refusals too:
    Django's own security headers, ours, and to a page of a named origin that it may read them (CORS)."""

    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.refuse(request) or self.get_response(request)

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if refusal := request.META.get("authdemo.refusal"):  # by the front, which has read the body
            return answer(refusal)
        if not request.path_info.isprintable():  # no path of ours; and a NUL is what PostgreSQL can't even compare
            return answer(NotFound())
        length = request.META.get("CONTENT_LENGTH")
        if length not in (None, "", "0") and (
            not length.isdecimal() or int(length.lstrip("0")[:12] or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        ):
            return answer(TooLarge())
        if not is_our_host(request.META.get("HTTP_HOST", ""), tuple(settings.ALLOWED_HOSTS)):
            try:
                request.get_host()
            except DisallowedHost:
                return answer(ParseError("This server does not answer for that Host."))
        return None


@lru_cache(maxsize=64)
def is_our_host(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether Django's own check passes this Host header; looked at once, since a site has few names and many calls."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)
