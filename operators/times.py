"""Times as a list shows them: "3 min ago", "in 12 h"; the exact one is a tooltip, and stands on the row's own page."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts import clock

SKEW = 60  # seconds by which two servers' clocks may differ
PAST = ("created_at", "last_used_at", "rotated_at", "revoked_at")
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))


def distance(seconds: float) -> str:
    """Ahead of now, or behind it: in 12 h, 3 min ago, now."""
    for size, unit in UNITS:
        if abs(seconds) >= size:
            count = f"{int(abs(seconds) // size)} {unit}"
            return f"in {count}" if seconds > 0 else f"{count} ago"
    return "now"


def exact(at: datetime) -> str:
    """When something happened, in full. What lies ahead happened by a lab's clock: X-Lab-Clock moves one request."""
    return f"{date_format(at, 'DATETIME_FORMAT')}{', lab time' if is_ahead(at) else ''}"


def is_ahead(at: datetime) -> bool:
    return (at - clock.now()).total_seconds() > SKEW


def told(at: datetime, past: bool = False) -> str:
    """How far from now; `past`: it has happened already."""
    text = distance((at - clock.now()).total_seconds())
    if past and is_ahead(at):
        text = f"lab time, {text}"
    full = date_format(at, "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', clock.isoformat(at), full, text)


def moment(field: str) -> Callable[[Any], str]:
    """A column for this field."""

    @admin.display(description=NAMES.get(field, field))
    def column(row: Any) -> str:
        at = getattr(row, field)
        return told(at, field in PAST) if at else "-"

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
