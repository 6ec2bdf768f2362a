"""What happened, told twice: a row for the admin, a line for the log. Never a password, a token or a cookie."""

import logging
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from . import clock
from .compiled import CompiledInsert
from .facts import Facts
from .models import AuthEvent
from .network import ip_address_of, user_agent_of

_insert = CompiledInsert(AuthEvent)
logger = logging.getLogger("authdemo.auth")


def record(
    kind: AuthEvent.Kind,
    request: HttpRequest | None,
    account: Any,
    mode: str = "",
    login_id: str = "",
    note: str = "",
) -> None:
    """Append one event. `account` may be an id; `request` is None where no request caused it (a command, the shell)."""
    account_id = getattr(account, "pk", account)
    event = AuthEvent(
        kind=kind,
        account_id=account_id,
        mode=mode,
        login_id=login_id,
        ip_address=ip_address_of(request) if request else None,
        user_agent=user_agent_of(request) if request else "",
        note=note,
        created_at=clock.now(),
    )
    _insert.run(event)
    _log(event)


def record_all(kind: AuthEvent.Kind, request: HttpRequest, logins: Iterable[tuple[int, str, str]]) -> None:
    """Append one event for each (account id, mode, login id) in one statement: what was done to many at once."""
    happened = {"ip_address": ip_address_of(request), "user_agent": user_agent_of(request), "created_at": clock.now()}
    events = [
        AuthEvent(kind=kind, account_id=account_id, mode=mode, login_id=login_id, **happened)
        for account_id, mode, login_id in logins
    ]
    for event in AuthEvent.objects.bulk_create(events, batch_size=500):
        _log(event)


def trace(what: str, request: HttpRequest, account_id: int, mode: str, login_id: str) -> None:
    """A line for the log alone, of what happens too often to be a row."""
    told = {"event": what, "account": account_id, "mode": mode, "login": login_id}
    logger.info(Facts(told | {"address": ip_address_of(request)}))


def _log(event: AuthEvent) -> None:
    told = {"event": str(event.kind), "account": event.account_id, "mode": event.mode, "login": event.login_id}
    told |= {"address": event.ip_address} | ({"note": event.note} if event.note else {})
    logger.info(Facts(told))
