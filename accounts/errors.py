"""The one error shape: {"detail", "code"}, and "fields" where fields are at fault.

DRF's exceptions pass through `exception_handler`; what Django itself refuses (an unknown path, a foreign host) passes
through the handlers below, which answer in the same shape under an API prefix.
"""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.exceptions import CsrfFailed, StoreUnavailable, TokenFault, TooLarge
from contract.modes import under_prefix
from jwt_auth.keys import KeyFileUnusable

logger = logging.getLogger("accounts.errors")
CODES = {
    "parse_error": "invalid",
    "authentication_failed": "invalid_token",
    "error": "invalid",
}


def as_api_exception(fault: Exception) -> exceptions.APIException | None:
    """The API's word for a fault that Django or a store raised; None for a fault of ours."""
    match fault:
        case exceptions.APIException():
            return fault
        case Http404():
            return exceptions.NotFound()
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return TooLarge()
        case KeyFileUnusable():
            logger.error("signing keys: %s", fault)
            return StoreUnavailable("key set")
        case RedisError():
            logger.error("redis: %s", fault)
            return StoreUnavailable("Redis")
        case OperationalError() | InterfaceError():
            logger.error("database: %s", fault)
            return StoreUnavailable("database")
    return None


def body_of(fault: exceptions.APIException) -> dict[str, Any]:
    if isinstance(fault, exceptions.ValidationError):
        fields = fault.detail if isinstance(fault.detail, dict) else {"non_field_errors": fault.detail}
        return {"detail": "Some fields are missing or wrong.", "code": "invalid", "fields": fields}
    code = str(fault.get_codes())
    return {"detail": str(fault.detail), "code": CODES.get(code, code)}


def headers_of(fault: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(fault, "auth_header", None):
        if isinstance(fault, TokenFault):  # RFC 6750 §3
            challenge += f', error="invalid_token", error_description="{fault.detail}"'
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers


def exception_handler(fault: Exception, context: dict[str, Any]) -> Response | None:
    refused = as_api_exception(fault)
    if refused is None:
        return None
    return Response(body_of(refused), status=refused.status_code, headers=headers_of(refused))


def answer(fault: exceptions.APIException) -> JsonResponse:
    """The same answer outside DRF."""
    return JsonResponse(body_of(fault), status=fault.status_code, headers=headers_of(fault))


def answer_to(request: HttpRequest, fault: exceptions.APIException) -> HttpResponse:
    """The same answer, as a page where a browser asks for one."""
    if "text/html" not in request.META.get("HTTP_ACCEPT", ""):
        return answer(fault)
    shown = {"status": HTTPStatus(fault.status_code), "body": body_of(fault), "lab": settings.LAB}
    page = render_to_string("pages/refused.html", shown)
    return HttpResponse(page, status=fault.status_code, headers=headers_of(fault))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if under_prefix(request.path_info):
        return answer_to(request, CsrfFailed(reason or None))
    from django.views.csrf import csrf_failure as page

    return page(request, reason)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return answer(TooLarge())
    return JsonResponse({"detail": "The request is malformed.", "code": "invalid"}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if under_prefix(request.path_info) or "text/html" not in request.META.get("HTTP_ACCEPT", ""):
        return answer(exceptions.NotFound())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """For a fault of ours. The traceback is in the log; here stands only that it happened."""
    body = {"detail": "Something went wrong on this server; it has been logged.", "code": "error"}
    return JsonResponse(body, status=500)
