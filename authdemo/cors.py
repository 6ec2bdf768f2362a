"""Pages of other origins, where CORS_ALLOWED_ORIGINS names some: they may call the modes with credentials, and nothing
else; never the admin, nor any page."""

from typing import Any

from corsheaders.middleware import CorsMiddleware as BaseCorsMiddleware
from django.conf import settings
from django.http import HttpRequest

from contract.modes import mode_of


class CorsMiddleware(BaseCorsMiddleware):
    """CORS under the prefixes alone (Fetch §3.2), with the CSRF token in a header: the page can't read this host's
    cookie. A page that was loaded anew gets the token from a mode's overview, `GET <prefix>`."""

    def is_enabled(self, request: HttpRequest) -> bool:
        return mode_of(request.path_info) is not None

    def add_response_headers(self, request: HttpRequest, response: Any) -> Any:
        super().add_response_headers(request, response)
        csrf = response.cookies.get(settings.CSRF_COOKIE_NAME)
        if csrf and csrf.value and "access-control-allow-origin" in response:
            response["X-CSRFToken"] = csrf.value
        return response
