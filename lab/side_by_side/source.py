"""The modes' own files from the running code, side by side, with the lines that differ marked."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from contract.modes import SHOWN, Mode

from .alignment import align

FIRST = ("__init__.py", "views.py", "authentication.py", "client.py", "urls.py")
DEEPEST = 6  # indents that the style sheet knows
LEXER = PythonLexer(stripnl=False)
FORMATTER = HtmlFormatter(nowrap=True)


def folder_of(mode: Mode) -> Path:
    """Where a mode's code was loaded from. Raises: LookupError."""
    spec = find_spec(mode.urlconf)
    if spec is None or spec.origin is None:
        raise LookupError(f"{mode.urlconf} is in no file")
    return Path(spec.origin).parent


def files() -> dict[str, list[bool]]:
    """The names of the modes' files, each with which mode has one: first what every mode has, then what one adds.

    Who remembers something has a models.py.
    """
    held = [{path.name for path in folder_of(mode).glob("*.py") if path.stat().st_size} for mode in SHOWN]
    found = {name: [name in names for names in held] for name in set().union(*held)}

    def place(name: str) -> tuple[int, int, str]:
        return (FIRST.index(name) if name in FIRST else len(FIRST), -sum(found[name]), name)

    return {name: found[name] for name in sorted(found, key=place)}


def side_by_side(name: str) -> tuple[list[dict[str, Any]], list[list[dict[str, Any] | None]]]:
    """One file in every mode that has it: (columns, rows). Lines are highlighted HTML."""
    columns: list[dict[str, Any]] = []
    texts, coloured = [], []
    for mode in SHOWN:
        path = folder_of(mode) / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        where = path.relative_to(settings.BASE_DIR) if path.is_relative_to(settings.BASE_DIR) else path
        texts.append(text.rstrip("\n").split("\n") if text else [])
        coloured.append(highlight(text, LEXER, FORMATTER).split("\n"))
        columns.append({"mode": mode, "path": where if text else None, "lines": len(texts[-1]), "own": 0})
    present = sum(bool(text) for text in texts)
    base = next(number for number in (1, 0, 2) if texts[number])  # bare JWT shares most with either
    rows: list[list[dict[str, Any] | None]] = []
    for aligned in align(texts, base):
        row: list[dict[str, Any] | None] = []
        for number, cell in enumerate(aligned):
            if cell is None:
                row.append(None)
                continue
            line = texts[number][cell.line]
            kind = "same" if not line.strip() or cell.shared == present else "own" if cell.shared == 1 else "two"
            columns[number]["own"] += kind == "own"
            depth = min(DEEPEST, (len(line) - len(line.lstrip())) // 4)
            html = SafeString(coloured[number][cell.line])  # Pygments has escaped it
            row.append({"number": cell.line + 1, "kind": kind, "depth": depth, "html": html})
        rows.append(row)
    return columns, rows


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """`?file=views.py`; one that no mode has is 404."""
    known = files()
    name = request.GET.get("file", "views.py")
    if name not in known:
        raise Http404("No mode has such a file.")
    columns, rows = side_by_side(name)
    return render(request, "lab/source.html", {"files": known, "name": name, "columns": columns, "rows": rows})
