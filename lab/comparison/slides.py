"""The slides' table, each verdict read off the facts."""

from collections.abc import Callable
from typing import Any

from .columns import Column

SLIDES = {
    "Stateless": "stores that a request asks",
    "Needs DB": "with the database down",
    "Scalable": "what a second server needs",
    "Re-login needed": "after expiry",
}
Data = dict[str, Any]


def slides(rows: list[Data], columns: list[Column]) -> list[Data]:
    """The slides' table, each verdict read off the facts: [{"mode", "title", "cells": {column: {"yes", "fact", …}}}].

    Stateless: a request asks no store. Needs DB: with the database down, a request or a renewal fails. Scalable: a
    second server that shares what the credential needs accepts it. Re-login: after expiry the client can't go on.
    """
    by_name = {row["name"]: row["cells"] for row in rows}
    rules: dict[str, tuple[str, Callable[[Data], bool]]] = {
        "Stateless": ("stores-asked", lambda f: f["sql"] == f["redis"] == 0),
        "Needs DB": ("database-outage", lambda f: f["me"] != 200 or f.get("renewal", 200) != 200),
        "Scalable": ("second-server", lambda f: bool(f["nothing"]["me"] == 200)),
        "Re-login needed": ("relogin-after-expiry", lambda f: f["status"] != 200),
    }
    table = []
    for asked in columns:
        cells = {}
        for column, (name, rule) in rules.items():
            cell = by_name.get(name, {}).get(asked.name, {})
            if "found" in cell:
                cells[column] = {"yes": rule(cell["found"]), "fact": cell["cell"], "of": name, "proof": cell["proof"]}
        table.append({"mode": asked.name, "title": asked.title, "cells": cells})
    return table
