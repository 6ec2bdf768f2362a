"""Asks every question of every setting, and keeps what was found.

{"when", "seconds", "on", "settings": [{"mode", "title", "setting", "sql", "redis", "events": {name: seconds},
"outages": {name: {"me", …}}}], "services": {way: seconds}}; a setting is in the order of the modes.
"""

import json
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..comparison.ask import ask, servers
from ..comparison.columns import Column
from ..comparison.questions import Question
from .events import EVENTS, LOOK_UPS, OUTAGES, questions
from .services import SECRET, services
from .settings import columns

FILE = Path(__file__).parent / "measured.json"
Data = dict[str, Any]


@cache
def measured() -> Data:
    found: Data = json.loads(FILE.read_text())
    return found


def write(data: Data) -> None:
    FILE.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    measured.cache_clear()


def found(cell: Data) -> Data:
    """Raises: RuntimeError for what couldn't be asked: a hole in this table would be a claim."""
    if "found" not in cell:
        raise RuntimeError(cell["cell"])
    facts: Data = cell["found"]
    return facts


def setting_of(column: Column, answers: dict[str, Data]) -> Data:
    mode, _, setting = column.name.partition("@")
    looked_up = answers[LOOK_UPS]
    events = {name: answers[name]["seconds"] for name in EVENTS if name in answers}
    outages = {name: {call: answers[name].get(call) for call in ("me", "back")} for name in OUTAGES if name in answers}
    return {
        "mode": mode, "title": column.title.partition(",")[0], "setting": setting, "sql": looked_up["sql"],
        "redis": looked_up["redis"], "events": events, "outages": outages,
    }  # fmt: skip


def measure(
    asked: list[Question] | None = None,
    of: list[Column] | None = None,
    progress: Callable[[str], Any] = lambda _: None,
) -> Data:
    """All of it takes some minutes; `asked` and `of` choose less."""
    began, at, rows = datetime.now(UTC), time.monotonic(), []
    env = {"JWT_REVOCATION": "none", "SESSION_STORE": "redis", "JWT_ALGORITHM": "ES256", "INTROSPECTION_SECRET": SECRET}
    with servers(None, 1, env) as (url, fleet, _):
        if fleet is None:
            raise RuntimeError("The dial is measured on servers of its own.")
        for column in columns() if of is None else of:
            answers = {}
            for question in questions() if asked is None else asked:
                progress(f"{column.title}  [dim]{question.title}[/]")
                answers[question.name] = found(ask(question, column, url, fleet))
            rows.append(setting_of(column, answers))
            fleet.stop_others()
        elsewhere = services(url)
        database = "PostgreSQL" if fleet.stores.postgres else "SQLite"
    on = {"python": platform.python_version(), "django": version("django"), "database": database}
    return {
        "when": began.strftime("%Y-%m-%d %H:%M UTC"),
        "seconds": round(time.monotonic() - at, 1),
        "on": on | {"system": f"{platform.system()} {platform.machine()}"},
        "settings": rows,
        "services": elsewhere,
    }
