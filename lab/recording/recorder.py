"""The exchange as the server saw it: what page script can't see (HttpOnly cookies) and what no client sees (the SQL and
Redis behind it). On only for requests that carry a run's id; installed with LAB=1 alone.

Outermost but for nothing, so that it records every header the other middleware adds.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from contract.modes import mode_of

from ..foreign.shots import adopt, shot_of
from ..page.runs import keep, run_of
from .ledger import Costs
from .why import explained

# WSGI keeps no header's case (PEP 3333); these are written as their specifications write them.
SPELLED = {"Www-Authenticate": "WWW-Authenticate", "X-Csrftoken": "X-CSRFToken", "Dnt": "DNT", "Sec-Ch-Ua": "Sec-CH-UA"}


def calls_of(costs: Costs | None) -> list[dict[str, Any]]:
    """[{"store", "text", "answer", "ms"}], in the order in which they began."""
    calls = costs.calls if costs else []
    return [{"store": c.store, "text": c.text, "answer": c.answer, "ms": round(c.seconds * 1e3, 3)} for c in calls]


def request_as_seen(request: HttpRequest) -> dict[str, Any]:
    try:
        body = request.body.decode("utf-8", "replace")
    except RequestDataTooBig:
        body = "(over 64 KiB: refused unread)"
    return {
        "method": request.method,
        "path": request.get_full_path(),
        "protocol": request.META.get("SERVER_PROTOCOL", "HTTP/1.1"),
        "address": request.META.get("REMOTE_ADDR", ""),
        "headers": [[SPELLED.get(name, name), value] for name, value in request.headers.items() if value],
        "body": body,
    }


def response_as_sent(response: HttpResponse) -> dict[str, Any]:
    cookies = [["Set-Cookie", morsel.OutputString()] for morsel in response.cookies.values()]
    return {
        "status": response.status_code,
        "reason": response.reason_phrase,
        "headers": [[name, value] for name, value in response.headers.items()] + cookies,
        "body": response.content.decode("utf-8", "replace"),
    }


def login_of(request: Any, response: HttpResponse) -> str:
    """The public id of the login that this exchange began or used; "" where the server knows none."""
    session: Any = getattr(request, "session", None)
    if session is not None:
        return str(session.login_id)
    request = (getattr(response, "renderer_context", None) or {}).get("request")
    authenticated = getattr(request, "_auth", None)  # `auth` would authenticate now, where no view has asked to
    return str(getattr(authenticated, "login_id", ""))


class RecorderMiddleware:
    """Keeps the exchange and names it in `X-Lab-Exchange`, which the page asks for it by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mode = mode_of(request.path_info)
        shot = shot_of(request) if mode else None
        run = shot["run"] if shot else run_of(request)
        if run is None or mode is None:
            return self.get_response(request)
        at = datetime.now(UTC)
        seen = request_as_seen(request)
        if shot:
            seen["path"] = request.path  # the ticket is the lab's own, and none of the request's
            adopt(request, shot)
        response = self.get_response(request)
        clock = re.fullmatch(r"\+?([0-9]{1,8})", request.META.get("HTTP_X_LAB_CLOCK", ""))
        total = re.search(r"total;dur=([\d.]+)", response.headers.get("Server-Timing", ""))
        exchange = {
            "mode": mode.name,
            "actor": request.META.get("HTTP_X_LAB_ACTOR", "browser")[:20],
            "at": at.isoformat(timespec="milliseconds"),
            "clock": int(clock[1]) if clock else 0,
            "request": seen,
            "response": response_as_sent(response),
            "calls": calls_of(getattr(response, "costs", None)),
            "ms": float(total[1]) if total else None,
            "login": login_of(request, response),
            "shot": shot["id"] if shot else "",
            "why": explained(mode.name, seen, response),
        }
        with suppress(RedisError):  # the answer stands, and the page finds no record of it
            response.headers["X-Lab-Exchange"] = str(keep(run, exchange))
        return response
