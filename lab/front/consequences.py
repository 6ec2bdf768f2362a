"""What follows from each axis, from measurement: the cells that a question got on this side of it and on that."""

from typing import Any

from ..choosing.measured import measured
from . import axes

# The axis, the sides, and the questions whose answers go with it.
AXES = (
    ("State", axes.LOOKED_UP, axes.BY_ITSELF, ("stores-asked", "logout", "deactivation", "database-outage")),
    ("Transport", axes.BY_BROWSER, axes.BY_CLIENT, ("csrf", "script-readable")),
    ("Binding", axes.COPY_IS_ENOUGH, axes.BOUND, ("stolen-credential",)),
)
CARRIER = {axes.BY_BROWSER: "cookie", axes.BY_CLIENT: "body"}


def cell_of(question: str, place: axes.Place) -> str:
    """The measured words, of this transport alone where the cell speaks of each carrier; "" where there are none."""
    cell: str = measured()["rows"][question]["cells"].get(place.mode.name, {}).get("cell", "")
    parts = dict(part.split(": ", 1) for part in cell.split("; ") if part.startswith(("cookie: ", "body: ", "split: ")))
    return parts.get(CARRIER[place.transport], "") if parts else cell


def said(question: str, places: list[axes.Place]) -> list[dict[str, Any]]:
    """The cells of these places, each once, with the modes that have it: [{"cell", "titles"}]."""
    found: dict[str, list[str]] = {}
    for place in places:
        cell = cell_of(question, place)
        if cell:
            titles = found.setdefault(cell, [])
            titles += [title for title in [place.mode.title] if title not in titles]
    return [{"cell": cell, "titles": titles} for cell, titles in found.items()]


def consequences() -> list[dict[str, Any]]:
    """[{"axis", "sides", "rows": [{"name", "title", "cells"}]}]; an axis on which all stand on one side says so."""
    there, found = axes.places(), []
    for axis, this, that, questions in AXES:
        sides = [[p for p in there if side in (p.state, p.transport, p.binding)] for side in (this, that)]
        rows = [
            {
                "name": question,
                "title": measured()["rows"][question]["title"],
                "cells": [said(question, side) for side in sides],
            }
            for question in questions
        ]
        found.append({"axis": axis, "sides": (this, that), "rows": rows, "one_sided": not all(sides)})
    return found
