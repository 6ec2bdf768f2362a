"""What a request costs the stores: each SQL statement and each Redis command, with its time, as they were sent.

Counting is on only inside `counted()`. SQL is seen through Django's `execute_wrapper`, Redis where the driver puts a
command on its connection, so a pipeline of three counts as three and a script as one.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse
from redis.connection import AbstractConnection

HANDSHAKE = ("HELLO", "AUTH", "CLIENT", "SELECT")  # a new connection's own; no request asked for them


@dataclass
class Call:
    """One statement or command, and how long its answer took."""

    text: str
    seconds: float = 0.0


@dataclass
class Costs:
    sql: list[Call] = field(default_factory=list)
    redis: list[Call] = field(default_factory=list)

    def server_timing(self, total: float) -> str:
        """W3C Server Timing: counts as descriptions, durations in milliseconds."""
        spent = [sum(call.seconds for call in calls) * 1e3 for calls in (self.sql, self.redis)]
        return (
            f'sql;desc="{len(self.sql)}", redis;desc="{len(self.redis)}", '
            f"sqltime;dur={spent[0]:.2f}, redistime;dur={spent[1]:.2f}, total;dur={total * 1e3:.2f}"
        )


_current: ContextVar[Costs | None] = ContextVar("costs", default=None)


def _word(argument: Any) -> str:
    return argument.decode("utf-8", "replace") if isinstance(argument, bytes) else str(argument)


def _note(arguments: tuple[Any, ...]) -> None:
    costs = _current.get()
    if costs is not None and (text := " ".join(map(_word, arguments))).split(" ")[0] not in HANDSHAKE:
        costs.redis.append(Call(text))


class Watched:
    """The driver's connection with an ear on it; see `install`. A class only to keep the originals together."""

    send_command: Any = AbstractConnection.send_command
    pack_commands: Any = AbstractConnection.pack_commands
    read_response: Any = AbstractConnection.read_response


def _send_command(self: Any, *arguments: Any, **options: Any) -> Any:
    _note(arguments)
    return Watched.send_command(self, *arguments, **options)


def _pack_commands(self: Any, commands: Any) -> Any:
    commands = list(commands)
    for arguments in commands:
        _note(arguments)
    return Watched.pack_commands(self, commands)


def _read_response(self: Any, *arguments: Any, **options: Any) -> Any:
    began = time.perf_counter()
    try:
        return Watched.read_response(self, *arguments, **options)
    finally:
        costs = _current.get()
        if costs and costs.redis:  # answers come in the order of their commands
            waiting = next((call for call in costs.redis if not call.seconds), costs.redis[-1])
            waiting.seconds += time.perf_counter() - began


def install() -> None:
    """Put the ear on: once a process, and only where something is to be counted."""
    AbstractConnection.send_command = _send_command  # type: ignore[method-assign]
    AbstractConnection.pack_commands = _pack_commands  # type: ignore[method-assign]
    AbstractConnection.read_response = _read_response  # type: ignore[method-assign]


@contextmanager
def counted() -> Iterator[Costs]:
    """Everything this thread asks of the stores inside the block."""
    costs = Costs()

    def watch(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        call = Call(_word(sql))
        costs.sql.append(call)
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            call.seconds = time.perf_counter() - began

    token = _current.set(costs)
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(watch))
        try:
            yield costs
        finally:
            _current.reset(token)


class CostsMiddleware:
    """Tells a request that carries `X-Lab-Run` what it cost, in `Server-Timing`; installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        install()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_LAB_RUN" not in request.META:
            return self.get_response(request)
        began = time.perf_counter()
        with counted() as costs:
            response = self.get_response(request)
        response.costs = costs  # type: ignore[attr-defined]  # for the recorder
        response.headers["Server-Timing"] = costs.server_timing(time.perf_counter() - began)
        return response
