"""Asks the questions of every mode and keeps the answers, as plain data that every format is drawn from.

{"when", "seconds", "on", "modes": [{"name", "title"}], "slides", "rows"}; a row is {"name", "title", "about", "group",
"note"?, "seconds", "cells"}; a cell, one of each mode, {"found", "cell", "proof", "exchanges"}, or {"cell", "missing"}
where the question couldn't be asked.
"""

import inspect
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx

from ..servers.fleet import Fleet
from ..servers.processes import RoundRobin
from .columns import Column, shown
from .questions import QUESTIONS, Question, Stage
from .slides import Data, slides
from .where import server_of


def ask(question: Question, column: Column, url: str, fleet: Fleet | None, transport: Any = None) -> Data:
    """One cell. A question that needs what isn't there says so; any other fault is the caller's."""
    if fleet and column.env:
        url = server_of(column, fleet).url
    with Stage(column, url, fleet, transport) as stage:
        try:
            return question.ask(stage).as_dict()
        except LookupError as fault:
            return {"cell": f"not asked: {fault.args[0]}", "missing": True}
        except httpx.HTTPError as fault:
            if column.operated:
                raise
            return {"cell": f"not answered: {fault}".partition("\n")[0], "missing": True}


def turns(columns: list[Column]) -> list[list[Column]]:
    """What is asked a question together: our modes, which share a server; each library by itself, so that its servers
    can end before the next one's start."""
    ours = [column for column in columns if not column.env]
    return [ours, *([column] for column in columns if column.env)] if ours else [[c] for c in columns]


@contextmanager
def servers(url: str | None, count: int, env: dict[str, str]) -> Iterator[tuple[str, Fleet | None, Any]]:
    """(address, fleet, transport): somebody's running server, or `count` of our own behind a round-robin."""
    if url:
        yield url.rstrip("/"), None, None
        return
    with tempfile.TemporaryDirectory(prefix="compare-") as folder, Fleet(Path(folder) / "fleet", env=env) as fleet:
        others = [fleet.serve(f"server-{number}", {}) for number in range(2, count + 1)]
        balanced = (lambda: RoundRobin([fleet.server, *others])) if others else None
        yield fleet.server.url, fleet, balanced


def compare(
    names: Iterable[str],
    columns: list[Column],
    url: str | None = None,
    count: int = 1,
    progress: Callable[[str], Any] = lambda _: None,
    **env: str,
) -> Data:
    """Ask these questions, in the table's own order, of every column."""
    began, asked = datetime.now(UTC), [QUESTIONS[name] for name in QUESTIONS if name in set(names)]
    cells: dict[str, Data] = {question.name: {} for question in asked}
    took = dict.fromkeys(cells, 0.0)
    with servers(url, count, env) as (address, fleet, transport):
        for together in turns(columns):
            for question in asked:
                at = time.monotonic()
                for column in together:
                    progress(f"{column.title}  [dim]{question.title}[/]")
                    cells[question.name][column.name] = ask(question, column, address, fleet, transport)
                took[question.name] += time.monotonic() - at
            if fleet:
                fleet.stop_others()
        database = "somebody's" if fleet is None else "PostgreSQL" if fleet.stores.postgres else "SQLite"
    rows = [
        {"name": question.name, "title": question.title, "about": about(question), "group": question.group}
        | ({"note": question.note} if question.note else {})
        | {"seconds": round(took[question.name], 1), "cells": cells[question.name]}
        for question in asked
    ]
    return {
        "when": began.strftime("%Y-%m-%d %H:%M UTC"),
        "seconds": round((datetime.now(UTC) - began).total_seconds(), 1),
        "on": {
            "python": platform.python_version(),
            "django": version("django"),
            "system": f"{platform.system()} {platform.machine()}",
            "database": database,
            "servers": count,
            "at": url or "servers of its own",
        },
        "modes": [{"name": column.name, "title": column.title, "library": column.library} for column in columns],
        "rows": rows,
        "slides": slides(rows, columns),
    }


def about(question: Question) -> str:
    return " ".join((inspect.getdoc(question.ask) or "").replace("`", "").split())


def beside(data: Data, other: Data) -> Data:
    """The columns of both, of the same questions; when and on what is the first one's."""
    rows = [
        row | {"cells": row["cells"] | more["cells"]} for row, more in zip(data["rows"], other["rows"], strict=True)
    ]
    return data | {part: data[part] + other[part] for part in ("modes", "slides")} | {"rows": rows}


def merged(old: Data | None, new: Data) -> Data:
    """The new comparison, with the old one's rows for what wasn't asked again."""
    rows = {row["name"]: row for row in [*(old or {}).get("rows", []), *new["rows"]]}
    kept = [rows[name] for name in QUESTIONS if name in rows]
    return {**new, "rows": kept, "slides": slides(kept, shown())}
