"""What Django itself refuses (an unknown path, a foreign host, a missing CSRF token), in the API's one error shape; or
as a page where a browser asks for one."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults
from django.views.csrf import csrf_failure as csrf_failure_page
from rest_framework import exceptions

from accounts.errors import answer, body_of, headers_of
from accounts.exceptions import CsrfFailed, TooLarge
from contract.modes import mode_of


def answer_to(request: HttpRequest, fault: exceptions.APIException) -> HttpResponse:
    """The same answer, as a page where a browser asks for one."""
    if "text/html" not in request.META.get("HTTP_ACCEPT", ""):
        return answer(fault)
    shown = {"status": HTTPStatus(fault.status_code), "body": body_of(fault)}
    page = render_to_string("pages/refused.html", shown, request)
    return HttpResponse(page, status=fault.status_code, headers=headers_of(fault))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if mode_of(request.path_info):
        return answer_to(request, CsrfFailed(reason or None))
    return csrf_failure_page(request, reason)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return answer(TooLarge())
    return JsonResponse({"detail": "The request is malformed.", "code": "invalid"}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if mode_of(request.path_info) or "text/html" not in request.META.get("HTTP_ACCEPT", ""):
        return answer(exceptions.NotFound())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """For a fault of ours. The traceback is in the log; here stands only that it happened."""
    body = {"detail": "Something went wrong on this server; it has been logged.", "code": "error"}
    return JsonResponse(body, status=500)
