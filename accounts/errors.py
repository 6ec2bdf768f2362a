"""The one error shape: {"detail", "code"}, and "fields" where fields are at fault.

Every view of the API hands its exceptions to `exception_handler`; `answer` gives the same answer outside DRF.
"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from .exceptions import StoreUnavailable, TokenFault, TooLarge

logger = logging.getLogger("authdemo.errors")
CODES = {
    "parse_error": "invalid",
    "authentication_failed": "invalid_token",
    "error": "invalid",
}


def as_api_exception(fault: Exception) -> exceptions.APIException | None:
    """The API's word for a fault that Django or a store raised; None for a fault of ours."""
    match fault:
        case StoreUnavailable(reason=str(reason)):
            logger.error("%s", reason)
            return fault
        case exceptions.APIException():
            return fault
        case Http404():
            return exceptions.NotFound()
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return TooLarge()
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
    headers = {**fault.headers} if isinstance(fault, TokenFault) else {}
    if challenge := getattr(fault, "auth_header", None):
        if isinstance(fault, TokenFault):  # RFC 6750 §3
            challenge += f", {fault.challenge}"
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(fault, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    return headers


def exception_handler(fault: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's EXCEPTION_HANDLER: the one shape; None for a fault of ours.

    No rollback: what a refusal has written (a family that ended, an attempt) must stay. `response.refusal` is the
    exception, for whoever explains it.
    """
    refusal = as_api_exception(fault)
    if refusal is None:
        return None
    response = Response(body_of(refusal), status=refusal.status_code, headers=headers_of(refusal))
    response.refusal = fault  # type: ignore[attr-defined]
    return response


def answer(fault: exceptions.APIException) -> JsonResponse:
    """The same answer outside DRF."""
    response = JsonResponse(body_of(fault), status=fault.status_code, headers=headers_of(fault))
    response.refusal = fault  # type: ignore[attr-defined]
    return response
