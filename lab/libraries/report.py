"""docs/libraries.md, from one run: a question, a table; a library, a line; the two setups side by side."""

from typing import Any

from .catalogue import BEGINNING, BEST, LIBRARIES, Library
from .notes import FOOTNOTES, notes_of

Data = dict[str, Any]
PAGE = "libraries.html"
KEPT = 4  # exchanges of a cell that its page shows; the proof is always one of them
LONGEST = 800  # characters of a body


def text_of(row: Data, column: str) -> str:
    """One cell: the fact, the way to the exchange that proves it, and the notes on it."""
    cell = row["cells"].get(column)
    if cell is None:
        return "–"
    notes = "".join(f"[^{number}]" for number in notes_of(f"{row['name']}.{column}"))
    link = f" [▸]({PAGE}#{row['name']}.{column}.{cell['proof']})" if "proof" in cell else ""
    return f"{cell['cell']}{notes}{link}".replace("|", "\\|")


def choices(library: Library) -> str:
    folder = f"../lab/libraries/{library.folder}"
    best = f"[best.py]({folder}/best.py)" if library.best_client else "none is documented"
    version = library.version if library.installed else ""
    name = f"[{library.title}]({library.documentation})"
    return f"| {name} | {library.distribution} {version} | [settings.py]({folder}/settings.py) | {best} |"


def head(data: Data) -> list[str]:
    on = data["on"]
    return [
        "# What people use today, asked the same questions\n",
        f"Made by `manage.py compare --with all --docs docs` on {data['when']}, in {data['seconds']:g} s: Python"
        f" {on['python']}, Django {on['django']}, {on['system']}, {on['database']}. Don't edit it; run it again.",
        "Each ▸ leads to the exchange that proves its cell. Each library runs in a project of its own, in two"
        " processes, with the settings that its documentation begins with, and with the best that it documents;"
        " passwords are hashed by MD5, for all alike. A question that couldn't be asked says why.",
        "The lines in italics are ours; they have one setup. What a cell means for you: [choosing.md](choosing.md)."
        " Ask your own server: [conform.md](conform.md).\n",
        f"| library | version | {BEGINNING} | {BEST} |",
        "| --- | --- | --- | --- |",
        *(choices(library) for library in LIBRARIES),
    ]


def markdown(data: Data) -> str:
    """The whole page. `data` is what `compare` gives, with modes and libraries as its columns."""
    ours = [column for column in data["modes"] if not column["library"]]
    asked = {column["library"] for column in data["modes"]}
    lines, group = head(data), None
    for row in data["rows"]:
        if row["group"] != group:
            group = row["group"]
            lines.append(f"\n## {group.capitalize()}")
        lines += [f"\n### {row['title']}\n", row["about"] + "\n" if row["about"] else ""]
        lines += [f"| | {BEGINNING} | {BEST} |", "| --- | --- | --- |"]
        for library in (library for library in LIBRARIES if library.name in asked):
            cells = (text_of(row, name) for name in (library.name, f"{library.name}-best"))
            lines.append(f"| {library.title} | {' | '.join(cells)} |")
        lines += [f"| *{column['title']}, ours* | {text_of(row, column['name'])} | |" for column in ours]
    lines += ["\n## Notes\n", "Each was read in the library's own code, at the version above.\n"]
    shown = {f"{row['name']}.{column}" for row in data["rows"] for column in row["cells"]}
    lines += [  # of what was asked: a library that wasn't may not be installed
        f"[^{number}]: {note.text} `{note.place}`: `{note.quote}`"
        for number, note in enumerate(FOOTNOTES, 1)
        if shown & {*note.cells}
    ]
    return "\n".join(lines) + "\n"


def trimmed(data: Data) -> Data:
    """The same facts with the exchanges that a page can hold: of each cell the last few and the proof, bodies cut."""
    rows = []
    for row in data["rows"]:
        cells = {}
        for name, cell in row["cells"].items():
            exchanges = cell.get("exchanges", [])
            shown = [e for e in exchanges if e["number"] == cell.get("proof") or e in exchanges[-KEPT + 1 :]]
            cut = [e | {part: e[part][:LONGEST] for part in ("body", "answer")} for e in shown]
            cells[name] = cell | ({"exchanges": cut} if exchanges else {})
        rows.append(row | {"cells": cells})
    return data | {"rows": rows}
