"""Charts as SVG, drawn here: no script, and colours from the page's own style sheet."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, FOOT, STEP = 720, 150, 22, 30


class Hour(NamedTuple):
    """One bar: `label` is its hour of the day."""

    label: str
    logins: int = 0
    failures: int = 0


def bars(hours: Sequence[Hour]) -> SafeString:
    """Logins, and above them the failures, an hour a bar; the highest bar fills the height."""
    most = max(1, *(hour.logins + hour.failures for hour in hours))
    room = HEIGHT - FOOT - 14
    pieces = []
    for number, hour in enumerate(hours):
        x, good, bad = number * STEP + 3, hour.logins * room / most, hour.failures * room / most
        base = HEIGHT - FOOT
        told = f"{hour.label}:00, {hour.logins:,} logins, {hour.failures:,} failures"
        pieces.append((told, x, f"{base - good:.1f}", f"{good:.1f}", x, f"{base - good - bad:.1f}", f"{bad:.1f}"))
    columns = format_html_join(
        "",
        '<g><title>{}</title><rect class="logins" x="{}" y="{}" width="24" height="{}"/>'
        '<rect class="failures" x="{}" y="{}" width="24" height="{}"/></g>',
        pieces,
    )
    labels = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text>',
        ((number * STEP + 15, HEIGHT - 6, hour.label) for number, hour in enumerate(hours) if number % 3 == 0),
    )
    return format_html(
        '<svg class="hours" viewBox="0 0 {} {}" role="img" aria-label="{}"><text class="most" x="3" y="10">{}</text>'
        '<line x1="0" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        *(WIDTH, HEIGHT, "Logins and failures in each of the last 24 hours; the numbers stand in the table below"),
        *(f"{most:,}", WIDTH, HEIGHT - FOOT, HEIGHT - FOOT, columns, labels),
    )
