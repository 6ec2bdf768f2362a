"""Django's `request.user` and messages, for the admin alone: the API authenticates in its views."""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.errors import as_api_exception, headers_of
from accounts.exceptions import Busy, StoreUnavailable
from accounts.paths import prefix_of

PREFIX = "/admin"


class AdminMiddleware(AuthenticationMiddleware, MessageMiddleware):
    async_capable = False  # under ASGI, Django itself takes it to a thread

    def __call__(self, request: HttpRequest) -> Any:
        if prefix_of(request.path_info) != PREFIX:
            return self.get_response(request)
        AuthenticationMiddleware.process_request(self, request)
        MessageMiddleware.process_request(self, request)
        response: Any = self.get_response(request)
        return MessageMiddleware.process_response(self, request, response)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """In the admin too, a store that doesn't answer is a 503 that names it."""
        fault = as_api_exception(exception) if prefix_of(request.path_info) == PREFIX else None
        if not isinstance(fault, StoreUnavailable | Busy):
            return None
        page = render_to_string("admin/unavailable.html", {"detail": fault.detail})
        return HttpResponse(page, status=fault.status_code, headers=headers_of(fault))
