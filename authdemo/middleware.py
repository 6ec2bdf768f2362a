"""What every request passes."""

import logging
from collections.abc import Callable

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from accounts.errors import as_api_exception
from contract.modes import mode_of

from . import refusals
from .handlers import answer_to
from .logs import Current, current

logger = logging.getLogger("authdemo.proxies")
# JSON that a browser is led to open: it may load and run nothing, and is shown in no frame (OWASP ASVS 5.0, 3.4.6).
NOTHING = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
GetResponse = Callable[[HttpRequest], HttpResponse]


class FirstMiddleware:
    """What every answer has, refusals too: under an API prefix no cache stores it (RFC 9111 §5.2). Whatever is logged
    meanwhile has the request's id, and the answer names it where the fault is ours.

    HSTS (RFC 6797) is said on every answer with DEBUG=0, since the proxy that ends TLS is not always known here; a
    browser takes it over HTTPS alone (§8.1).
    """

    sync_capable, async_capable = True, False  # under ASGI, Django itself takes it to a thread

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.warned = bool(settings.TRUSTED_PROXIES)
        seconds = settings.SECURE_HSTS_SECONDS
        self.hsts = f"max-age={seconds}" if seconds else ""
        self.policy_of_pages = CSPMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        line = Current(request.method, request.path)
        token = current.set(line)
        try:
            response = self.respond(request)
            line.status = response.status_code
            if line.status >= 400:
                refusals.trace(request, response)
            if line.status >= 500:  # below, an answer that differs each time would only hide what must not differ
                response.headers["X-Request-Id"] = str(line.id)
            return response
        finally:
            current.reset(token)

    def respond(self, request: HttpRequest) -> HttpResponse:
        if not self.warned and "HTTP_X_FORWARDED_FOR" in request.META:
            self.warned = True
            logger.warning(
                "X-Forwarded-For arrives and TRUSTED_PROXIES is 0: if that is a proxy of yours, all its clients count "
                "as one address, and one guesser locks out all. Set TRUSTED_PROXIES to the number of your proxies."
            )
        response = self.get_response(request)
        headers = response.headers
        if self.hsts:
            headers["Strict-Transport-Security"] = self.hsts
        if headers.get("Content-Type", "").startswith("text/html"):  # pages have a policy of their own
            self.policy_of_pages.process_response(request, response)
            headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        else:
            headers["Content-Security-Policy"] = NOTHING
        if not mode_of(request.path_info):
            return response
        if headers.get("Cache-Control") != "no-store":  # looking is cheaper than setting
            headers["Cache-Control"] = "no-store"
        headers["Content-Length"] = str(len(response.content))
        if "Vary" in headers:
            patch_vary_headers(response, ("Cookie", "Authorization"))
        else:
            headers["Vary"] = "Cookie, Authorization"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """From a page's own view, the refusals that REST framework makes of what the API's views raise; and no page of
        Django's own for what is not there, which with DEBUG=1 lists every pattern."""
        fault = as_api_exception(exception) if mode_of(request.path_info) or isinstance(exception, Http404) else None
        return answer_to(request, fault) if fault else None
