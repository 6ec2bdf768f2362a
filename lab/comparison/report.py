"""A comparison as a table for the terminal, as Markdown, as JSON, and as one self-contained page."""

import json
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from rich.console import Console
from rich.table import Table

from .slides import SLIDES, Data

PAGE = "comparison.html"


def pointer(row: str, mode: str, proof: int) -> str:
    """Where the exchange stands that proves a cell: the same name in every format."""
    return f"{row}.{mode}.{proof}"


def mark(cell: Data | None) -> str:
    return "" if cell is None else "✓" if cell["yes"] else "✗"


def table(data: Data, console: Console) -> None:
    short = Table(title="The slides' table, from the facts", show_lines=True)
    for column in ("", *(f"{name}\n[dim]{meaning}[/]" for name, meaning in SLIDES.items())):
        short.add_column(column)
    for line in data["slides"]:
        drawn = []
        for column in SLIDES:
            verdict = line["cells"].get(column)
            where = pointer(verdict["of"], line["mode"], verdict["proof"]) if verdict else ""
            drawn.append(f"{mark(verdict)} {verdict['fact']}\n[dim]{where}[/]" if verdict else "")
        short.add_row(line["title"], *drawn)
    long = Table(title=f"Every question · {data['when']}", show_lines=True)
    for column in ("", *(mode["title"] for mode in data["modes"])):
        long.add_column(column, ratio=1)
    for row in data["rows"]:
        drawn = []
        for mode in data["modes"]:
            cell = row["cells"][mode["name"]]
            where = pointer(row["name"], mode["name"], cell["proof"]) if "proof" in cell else ""
            drawn.append(f"{cell['cell']}\n[dim]{where}[/]")
        long.add_row(row["title"], *drawn)
    if any(line["cells"] for line in data["slides"]):
        console.print(short)
    console.print(long)
    console.print("[dim]Each pointer is question.mode.exchange: --format html and json hold the exchanges.[/]")


def linked(text: str, row: str, mode: str, proof: int) -> str:
    return f"{text} [▸]({PAGE}#{pointer(row, mode, proof)})".replace("|", "\\|")


def line_of(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def markdown(data: Data) -> str:
    """The same two tables, their cells linked to the exchanges in comparison.html."""
    on, titles = data["on"], [mode["title"] for mode in data["modes"]]
    lines = [
        "# The comparison, measured\n",
        f"Made by `manage.py compare --format markdown` on {data['when']}, in {data['seconds']:g} s: Python"
        f" {on['python']}, Django {on['django']}, {on['system']}, {on['database']}, {on['servers']} server(s).",
        "Don't edit it; run it again. Each ▸ leads to the exchange that proves its cell."
        " What it all costs in time and CPU: [benchmark.md](benchmark.md)."
        " What a look-up more would buy: [dial.md](dial.md).\n",
        "## The slides' table\n",
        line_of("", *(f"{name}: {meaning}" for name, meaning in SLIDES.items())),
        line_of(*["---"] * (len(SLIDES) + 1)),
    ]
    for line in data["slides"]:
        drawn = []
        for column in SLIDES:
            verdict = line["cells"].get(column)
            text = f"**{mark(verdict)}** {verdict['fact']}" if verdict else ""
            drawn.append(linked(text, verdict["of"], line["mode"], verdict["proof"]) if verdict else "")
        lines.append(line_of(line["title"], *drawn))
    group = None
    for row in data["rows"]:
        if row["group"] != group:
            group = row["group"]
            lines += [f"\n## {group.capitalize()}\n"] + ([f"{row['note']}\n"] if "note" in row else [])
            lines += [line_of("", *titles), line_of(*["---"] * (len(titles) + 1))]
        drawn = []
        for mode in data["modes"]:
            cell = row["cells"][mode["name"]]
            where = (row["name"], mode["name"])
            drawn.append(linked(cell["cell"], *where, cell["proof"]) if "proof" in cell else cell["cell"])
        lines.append(line_of(row["title"], *drawn))
    return "\n".join(lines) + "\n"


def context(data: Data) -> dict[str, Any]:
    """What the template needs, in the order in which it draws."""
    rows = []
    for row in data["rows"]:
        cells = [{"mode": mode, **row["cells"][mode["name"]]} for mode in data["modes"]]
        for cell in cells:
            for exchange in cell.get("exchanges", []):
                exchange["id"] = pointer(row["name"], cell["mode"]["name"], exchange["number"])
        rows.append({**row, "cells": cells})
    verdicts = [
        {"title": line["title"], "mode": line["mode"], "cells": [line["cells"].get(column) for column in SLIDES]}
        for line in data["slides"]
    ]
    return {"data": data, "rows": rows, "columns": SLIDES.items(), "verdicts": verdicts}


def html(data: Data) -> str:
    """One page that needs nothing else: the style sheet is inside."""
    with open(str(finders.find("lab/compare.css"))) as file:
        style = file.read()
    return render_to_string("lab/compare.html", {**context(data), "style": style})


def as_json(data: Data) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)
