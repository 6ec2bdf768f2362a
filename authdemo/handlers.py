"""What Django itself refuses (an unknown path, a foreign host, a missing CSRF token), in the API's one error shape; or
as a page where a browser asks for one."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.csrf import csrf_failure as csrf_failure_page
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from accounts.errors import answer
from accounts.exceptions import CsrfFailed, TooLarge
from contract.modes import mode_of

from .logs import current


def answer_to(request: HttpRequest, fault: exceptions.APIException) -> HttpResponse:
    """The same answer; as a page, where settings.REFUSAL_PAGE names one, for a browser that asks for HTML."""
    page = getattr(settings, "REFUSAL_PAGE", "")
    if not page or "text/html" not in request.META.get("HTTP_ACCEPT", ""):
        return answer(fault)
    response: HttpResponse = import_string(page)(request, fault)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if mode_of(request.path_info):
        return answer_to(request, CsrfFailed(reason or None))
    response = csrf_failure_page(request, reason)
    response.refusal = CsrfFailed(reason or None)  # type: ignore[attr-defined]
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return answer(TooLarge())
    return JsonResponse({"detail": "The request is malformed.", "code": "invalid"}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer_to(request, exceptions.NotFound())


@csrf_exempt  # a path that isn't there is 404 for a POST too
def unknown_path(request: HttpRequest) -> HttpResponse:
    """The last pattern of all: with DEBUG=1 Django would answer a path that none matches by a page of its own, which
    lists every pattern."""
    return answer_to(request, exceptions.NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """For a fault of ours. The traceback is in the log; here stands only by which id it is found there."""
    detail = f"Something went wrong on this server; it has been logged as request {current.get().id}."
    return JsonResponse({"detail": detail, "code": "error"}, status=500)
