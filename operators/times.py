"""Times as a list shows them: "3 min ago", "in 12 h"; the exact one is a tooltip, and stands on the row's own page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts import clock

UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def distance(seconds: float) -> str:
    """Ahead of now, or behind it: in 12 h, 3 min ago, now."""
    for size, unit in UNITS:
        if abs(seconds) >= size:
            count = f"{int(abs(seconds) // size)} {unit}"
            return f"in {count}" if seconds > 0 else f"{count} ago"
    return "now"


def told(at: datetime) -> str:
    exact = date_format(at, "DATETIME_FORMAT")
    text = distance((at - clock.now()).total_seconds())
    return format_html('<time datetime="{}" title="{}">{}</time>', clock.isoformat(at), exact, text)


def moment(field: str) -> Callable[[Any], str]:
    """A column for this field."""

    @admin.display(description=NAMES.get(field, field))
    def column(row: Any) -> str:
        at = getattr(row, field)
        return told(at) if at else "-"

    column.__name__ = field
    return column


NAMES = {
    "created_at": "created",
    "last_used_at": "last used",
    "rotated_at": "last rotated",
    "expires_at": "idle until",
    "absolute_expires_at": "ends by",
    "revoked_at": "ended",
}
