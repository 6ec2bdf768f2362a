"""Log lines: each has its time in UTC, the request it belongs to, and what is known of the answer by then.

Credentials travel in query strings, headers and bodies, so a line has none of these. Whatever a stranger chose (a path)
is escaped: nobody writes a line of their own. Sources: OWASP Logging Cheat Sheet; ASVS 5.0, V16.
"""

import json
import logging
import secrets
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cached_property
from textwrap import indent

from accounts.facts import Facts


class Current:
    """The request that is being answered. Its id is drawn when somebody first asks for it."""

    status: int | None = None

    def __init__(self, method: str | None = None, path: str | None = None) -> None:
        self.method, self.path = method, path

    @cached_property
    def id(self) -> str | None:
        return secrets.token_hex(8) if self.method else None


NONE = Current()
current: ContextVar[Current] = ContextVar("current_request", default=NONE)


def told(record: logging.LogRecord) -> dict[str, object]:
    """What both formats say of a line, but for its message."""
    request = current.get()
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "request_id": request.id,
        "method": request.method,
        "path": request.path,
        "status": request.status or getattr(record, "status_code", None),  # Django says it of a fault
    }


class JsonFormatter(logging.Formatter):
    """One JSON object a line; an event's facts are keys of their own."""

    def format(self, record: logging.LogRecord) -> str:
        line = told(record)
        line |= record.msg if isinstance(record.msg, Facts) else {"message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


class LineFormatter(logging.Formatter):
    """The same for people: a traceback stands below its line, indented, so that nothing in it begins a line."""

    def format(self, record: logging.LogRecord) -> str:
        *facts, message = (
            "-" if value is None else str(value) for value in (*told(record).values(), record.getMessage())
        )
        words = [text if text.isprintable() and " " not in text else json.dumps(text) for text in facts]
        line = " ".join((*words, message if message.isprintable() else json.dumps(message)))
        if record.exc_info:
            line += "\n" + indent(self.formatException(record.exc_info), "    ")
        return line
