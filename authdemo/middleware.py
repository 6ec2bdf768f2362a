"""What every request passes, and what only pages and the admin need: an API call pays next to nothing for those."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import NotFound, ParseError

from accounts.errors import answer, answer_to, as_api_exception, headers_of
from accounts.exceptions import StoreUnavailable, TooLarge
from contract.modes import under_prefix

GetResponse = Callable[[HttpRequest], HttpResponse]


class ApiMiddleware:
    """Under an API prefix: bodies have a limit, hosts are checked, and no cache stores an answer (RFC 9111 §5.2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not under_prefix(request.path_info):
            return self.get_response(request)
        response = self.refuse(request) or self.get_response(request)
        headers = response.headers
        headers["Cache-Control"] = "no-store"
        headers["Content-Length"] = str(len(response.content))
        if "Vary" in headers:
            patch_vary_headers(response, ("Cookie", "Authorization"))
        else:
            headers["Vary"] = "Cookie, Authorization"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """From a page's own view, the refusals that REST framework makes of what the API's views raise."""
        fault = as_api_exception(exception) if under_prefix(request.path_info) else None
        return answer_to(request, fault) if fault else None

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path_info.isprintable():  # no path of ours; and a NUL is what PostgreSQL can't even compare
            return answer(NotFound())
        length = request.META.get("CONTENT_LENGTH")
        if length and (not length.isdecimal() or int(length[:12]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
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


class PageSecurityMiddleware(CSPMiddleware):
    """The Content-Security-Policy and X-Frame-Options, on pages: JSON runs no script and shows in no frame."""

    def __call__(self, request: HttpRequest) -> Any:
        response: Any = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response = self.process_response(request, response)
            response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        return response


class AdminMiddleware(AuthenticationMiddleware, MessageMiddleware):
    """Django's `request.user` and messages, for the admin alone: the API authenticates in its views."""

    def __call__(self, request: HttpRequest) -> Any:
        if not request.path_info.startswith("/admin"):
            return self.get_response(request)
        AuthenticationMiddleware.process_request(self, request)
        MessageMiddleware.process_request(self, request)
        response: Any = self.get_response(request)
        return MessageMiddleware.process_response(self, request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """In the admin too, a store that doesn't answer is a 503 that names it."""
        fault = as_api_exception(exception) if request.path_info.startswith("/admin") else None
        if not isinstance(fault, StoreUnavailable):
            return None
        page = render_to_string("admin/unavailable.html", {"detail": fault.detail})
        return HttpResponse(page, status=fault.status_code, headers=headers_of(fault))
