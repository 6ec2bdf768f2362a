"""Auth events as CSV (RFC 4180), streamed, so that a million rows need no more memory than one; and harmless in a
spreadsheet, which takes a cell that begins with = + - @ for a formula. Source: OWASP, CSV Injection."""

import csv
import re
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from accounts import clock
from accounts.models import AuthEvent

COLUMNS = ("when", "kind", "mode", "account", "email", "login", "note", "address", "user agent")
# At the beginning; or after a semicolon, which parts the cells where a comma is the decimal sign.
FORMULA = re.compile(r'(^|;)(?=[\s"]*[=+\-@\t\r\n＝＋－＠])')


class Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: Any) -> str:
    return FORMULA.sub(r"\1'", "" if cell is None else str(cell))


def lines(events: QuerySet[AuthEvent]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(COLUMNS)
    fields = (
        "created_at",
        "kind",
        "mode",
        "account_id",
        "account__email",
        "login_id",
        "note",
        "ip_address",
        "user_agent",
    )
    for when, *rest in events.values_list(*fields).iterator(chunk_size=2000):
        yield writer.writerow([clock.isoformat(when), *map(harmless, rest)])


def export(events: QuerySet[AuthEvent]) -> StreamingHttpResponse:
    name = f"auth-events-{clock.now():%Y%m%d-%H%M%S}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(lines(events), content_type="text/csv; charset=utf-8", headers=headers)
