"""docs/dial.md, drawn from what was measured."""

from typing import Any

from django.template.loader import render_to_string

from ..comparison.questions.spans import span
from .events import EVENTS, OUTAGES

Data = dict[str, Any]


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


def outage(found: Data) -> str:
    return "goes on" if found["me"] == 200 else str(found["me"])


def row(setting: Data) -> tuple[str, ...]:
    name = f"{setting['title']}, `{setting['setting']}`"
    events = [span(setting["events"][event]) for event in EVENTS]
    outages = [outage(setting["outages"][store]) for store in OUTAGES]
    return (name, str(setting["sql"]), str(setting["redis"]), *events, *outages)


def markdown(data: Data) -> str:
    settings = table(("", "SQL", "Redis", *EVENTS, *OUTAGES), [row(setting) for setting in data["settings"]])
    services = table(("way", "a logout counts"), [(way, span(s)) for way, s in data["services"].items()])
    text = render_to_string("lab/dial.md", {"data": data, "table": settings, "services": services})
    return text.rstrip() + "\n"
