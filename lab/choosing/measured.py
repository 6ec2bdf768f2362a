"""What was measured: every cell's words, and of the questions that a rule asks each column's facts and their proof.

{"when", "titles": {column: title}, "rows": {question: {"title", "cells": {column: {"cell", "found"?, "proof"?}}}}}
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ..libraries.catalogue import LIBRARIES
from .rules import RULES

FILE = Path(__file__).parent / "measured.json"
LONGEST = 300  # characters of an answer


@cache
def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text())
    return found


def cells() -> dict[str, dict[str, str]]:
    """{question: {column: words}} of every cell."""
    rows = measured()["rows"]
    return {name: {column: cell["cell"] for column, cell in row["cells"].items()} for name, row in rows.items()}


def cell_of(cell: dict[str, Any], weighed: bool) -> dict[str, Any]:
    if not weighed or "found" not in cell:
        return {"cell": cell["cell"]}
    exchange = next(each for each in cell["exchanges"] if each["number"] == cell["proof"])
    kept = {part: exchange[part] for part in ("number", "who", "method", "url", "clock", "status")}
    return {"cell": cell["cell"], "found": cell["found"], "proof": kept | {"answer": exchange["answer"][:LONGEST]}}


def whole(data: dict[str, Any]) -> bool:
    """Whether every question that a rule asks was asked, of every library."""
    asked = {column["library"] for column in data["modes"]}
    return {rule.question for rule in RULES} <= {row["name"] for row in data["rows"]} and len(asked) > len(LIBRARIES)


def kept_of(data: dict[str, Any]) -> dict[str, Any]:
    """Every cell's words; of the questions that a rule asks, the facts and their proof too."""
    asked = {rule.question for rule in RULES}
    rows = {
        row["name"]: {
            "title": row["title"],
            "cells": {name: cell_of(cell, row["name"] in asked) for name, cell in row["cells"].items()},
        }
        for row in data["rows"]
    }
    return {"when": data["when"], "titles": {each["name"]: each["title"] for each in data["modes"]}, "rows": rows}


def write(data: dict[str, Any]) -> None:
    FILE.write_text(json.dumps(kept_of(data), indent=1, ensure_ascii=False) + "\n")
    measured.cache_clear()
