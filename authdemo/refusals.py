"""A refusal leaves a trace: a line in the log. One that lacks the CSRF token, or is from a foreign origin, is an event
for operators too, one in five minutes for an account or address: it may be an attack on a user, and is easily repeated.

A right that somebody lacks is a line alone: where a token is judged without a look-up, its refusal shall need none.
"""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from redis.exceptions import RedisError
from rest_framework.exceptions import APIException

from accounts.errors import body_of
from accounts.events import record
from accounts.exceptions import CsrfFailed
from accounts.facts import Facts
from accounts.models import AuthEvent
from accounts.network import ip_address_of, network_of
from accounts.throttling import is_first
from contract.modes import mode_of

logger = logging.getLogger("authdemo.refusals")


def trace(request: HttpRequest, response: HttpResponse) -> None:
    """Of an answer with status 400 or more."""
    fault = getattr(response, "refusal", None)
    if fault is None and response.status_code == 500:
        return  # a fault of ours, which has its traceback in the log
    code = body_of(fault)["code"] if isinstance(fault, APIException) else ""
    account_id = account_id_of(request)
    told = {"event": "refused", "code": code, "reason": getattr(fault, "reason", "") or "", "account": account_id}
    level = logging.WARNING if response.status_code >= 500 else logging.INFO
    logger.log(level, Facts(told | {"address": ip_address_of(request)}))
    if code == CsrfFailed.default_code:
        try:
            show(request, code, account_id)
        except (DatabaseError, RedisError) as failure:  # the answer stands without it
            logger.warning("an event was not written: %s", failure)


def show(request: HttpRequest, code: str, account_id: int | None) -> None:
    """To operators."""
    mode = mode_of(request.path_info)
    name = mode.name if mode else "admin" if request.path_info.startswith("/admin/") else ""
    if is_first(f"{code} {name} {account_id or network_of(ip_address_of(request))}"):
        record(AuthEvent.Kind.FORBIDDEN, request, account_id, name, note=code)


def account_id_of(request: HttpRequest) -> int | None:
    """Who was refused, if the request has found that out already."""
    known: Any = vars(request)
    user = known.get("user")
    if isinstance(user, SimpleLazyObject):  # the admin's: not looked up for this
        user = known.get("_cached_user")
    return getattr(user, "pk", None)
