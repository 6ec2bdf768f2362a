"""Where calls are heard: at Django's cursor, at the Redis driver's connection, at the password hasher.

SQL is seen through Django's `execute_wrapper`, Redis where the driver puts a command on its connection, so a pipeline
of three counts as three and a script as one. Nothing is heard where nobody counts.
"""

import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.hashers import get_hashers
from redis.connection import AbstractConnection
from redis.exceptions import RedisError

from .ledger import HASH, REDIS, SQL, Call, current

HANDSHAKE = ("HELLO", "AUTH", "CLIENT", "SELECT")  # a new connection's own; no request asked for them
FETCHES = ("fetchone", "fetchmany", "fetchall")


def note(store: str, text: str) -> Call:
    call = Call(store, text)
    costs = current.get()
    if costs is not None:
        costs.calls.append(call)
    return call


# -- SQL
def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _word(argument: Any) -> str:
    return argument.decode("utf-8", "replace") if isinstance(argument, bytes) else str(argument)


def watch(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
    """An `execute_wrapper`: notes the statement, and counts its rows as they are fetched."""
    call, cursor = note(SQL, _word(sql)), context["cursor"]
    began = time.perf_counter()
    try:
        found = execute(sql, parameters, many, context)
    finally:
        call.seconds = time.perf_counter() - began
    verb = call.text[:6].upper()
    if verb in ("INSERT", "UPDATE", "DELETE"):
        call.answer = _rows(cursor.rowcount)
    elif verb == "SELECT":
        call.answer = _rows(0)
        _count_rows(call, cursor)
    return found


def _count_rows(call: Call, cursor: Any) -> None:
    """Count what is fetched from this cursor from now on; its own methods shadow the driver's."""
    fetched = 0

    def counting(fetch: Callable[..., Any], one: bool) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            nonlocal fetched
            found = fetch(*arguments)
            fetched += (found is not None) if one else len(found)
            call.answer = _rows(fetched)
            return found

        return counted

    for name in FETCHES:
        setattr(cursor, name, counting(getattr(cursor.cursor, name), name == "fetchone"))


# -- Redis
class Driver:
    """The driver's own methods; a class only to keep them together."""

    send_command: Any = AbstractConnection.send_command
    pack_commands: Any = AbstractConnection.pack_commands
    read_response: Any = AbstractConnection.read_response


def _asked(connection: Any, arguments: tuple[Any, ...]) -> None:
    """Note a command, and that its answer is due on this connection: answers come in the order of their commands."""
    text = " ".join(map(_word, arguments))
    call = Call(REDIS, text) if text.split(" ")[0] in HANDSHAKE else note(REDIS, text)
    vars(connection).setdefault("_lab_due", deque()).append(call)


def _send_command(self: Any, *arguments: Any, **options: Any) -> Any:
    if not self._sock:
        self.connect()  # here, so that its handshake is answered before this command is due
    _asked(self, arguments)
    return Driver.send_command(self, *arguments, **options)


def _pack_commands(self: Any, commands: Any) -> Any:
    commands = list(commands)
    if not self._sock:
        self.connect()
    for arguments in commands:
        _asked(self, arguments)
    return Driver.pack_commands(self, commands)


def _shape(answer: Any) -> str:
    """A Redis answer in a few words: what came, not the whole of it."""
    match answer:
        case None:
            return "nil"
        case bytes() | str():
            return "OK" if answer in (b"OK", "OK") else f"{len(answer)} B"
        case list() | tuple() | set() | dict():
            return f"{len(answer)} values"
    return str(answer)


def _read_response(self: Any, *arguments: Any, **options: Any) -> Any:
    due = vars(self).get("_lab_due")
    call = due.popleft() if due else Call(REDIS, "")
    began = time.perf_counter()
    try:
        answer = Driver.read_response(self, *arguments, **options)
        call.answer = _shape(answer)
        return answer
    except RedisError as fault:
        call.answer = type(fault).__name__
        raise
    finally:
        call.seconds = time.perf_counter() - began


# -- the password hash
_hashing: ContextVar[bool] = ContextVar("hashing", default=False)  # some hashers verify by encoding


def _heard(method: Any, says: Callable[[Any], str]) -> Any:
    def heard(self: Any, *arguments: Any, **options: Any) -> Any:
        if _hashing.get():
            return method(self, *arguments, **options)
        call, began, token = note(HASH, self.algorithm), time.perf_counter(), _hashing.set(True)
        try:
            answer = method(self, *arguments, **options)
            call.answer = says(answer)
            return answer
        finally:
            _hashing.reset(token)
            call.seconds = time.perf_counter() - began

    heard.heard = True  # type: ignore[attr-defined]
    return heard


def install() -> None:
    """Put the ears on: once a process, and only where something is to be counted."""
    AbstractConnection.send_command = _send_command  # type: ignore[method-assign]
    AbstractConnection.pack_commands = _pack_commands  # type: ignore[method-assign]
    AbstractConnection.read_response = _read_response  # type: ignore[method-assign]
    for kind in {type(hasher) for hasher in get_hashers()}:
        if not hasattr(kind.verify, "heard"):
            kind.verify = _heard(kind.verify, lambda right: "right" if right else "wrong")  # type: ignore[method-assign]
            kind.encode = _heard(kind.encode, lambda encoded: "a new hash")  # type: ignore[method-assign]
