"""The sources that run, side by side."""

import re
from collections.abc import Callable
from html import unescape
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from lab.side_by_side.source import files

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("sessions_auth", "jwt_auth/bare", "jwt_auth/refresh")
Open = Callable[..., httpx.Client]
CELL = re.compile(
    r'<td class="n (own|two|same)">(?:<b[^>]*>(.)</b>)?(\d+)</td><td class="[^"]*"><code>(.*?)</code></td>'
)


def rows_of(page: str) -> list[list[tuple[str, str, int, str] | None]]:
    """A row for each row of the page: a cell a mode, as (kind, mark, line number, text)."""
    rows = []
    for row in re.findall(r"<tr>(<td.*?)</tr>", page, re.DOTALL):
        cells: list[tuple[str, str, int, str] | None] = []
        for piece in re.findall(r'<td class="n[^>]*>.*?</td><td.*?</td>', row, re.DOTALL):
            found = CELL.fullmatch(piece)
            plain = unescape(re.sub(r"<[^>]+>", "", found[4])) if found else ""
            cells.append((found[1], found[2] or "", int(found[3]), plain) if found else None)
        rows.append(cells)
    return rows


@pytest.mark.parametrize("name", ["views.py", "authentication.py", "client.py", "models.py", "__init__.py"])
def test_each_column_is_the_file_that_runs(name: str, open_browser: Open) -> None:
    page = open_browser().get("/lab/source", params={"file": name})

    rows = rows_of(page.text)
    assert page.status_code == HTTPStatus.OK
    for column, folder in enumerate(FOLDERS):
        path = ROOT / folder / name
        lines = path.read_text().rstrip("\n").split("\n") if path.exists() else []
        assert [cell[3] for row in rows if (cell := row[column])] == lines


def test_what_differs_is_marked_and_what_is_shared_is_not(open_browser: Open) -> None:
    rows = rows_of(open_browser().get("/lab/source?file=views.py").text)

    marked = {kind: mark for row in rows for cell in row if cell for kind, mark in [cell[:2]]}
    assert marked == {"own": "●", "two": "◐", "same": ""}
    for row in rows:
        lines = [cell[3] for cell in row if cell]
        for cell in filter(None, row):
            expected = {1: "own", 2: "two", 3: "same"}[lines.count(cell[3])] if cell[3].strip() else "same"
            assert cell[0] == expected, cell


def test_state_appears_as_a_file(open_browser: Open) -> None:
    """Bare JWT has no models.py, and the page says what that means."""
    page = open_browser().get("/lab/source?file=models.py").text

    assert files()["models.py"] == [True, False, True]
    assert "has no models.py: it remembers nothing" in page


@pytest.mark.parametrize(
    "name", ["../authdemo/settings.py", "settings.py", "/etc/passwd", "", "\0", "migrations", "x" * 999]
)
def test_no_other_file_can_be_read(name: str, open_browser: Open) -> None:
    assert open_browser().get("/lab/source", params={"file": name}).status_code == HTTPStatus.NOT_FOUND


def test_it_needs_nothing_from_elsewhere_and_nothing_inline(open_browser: Open) -> None:
    page = open_browser().get("/lab/source")

    assert re.findall(r"(?:href|src)=\"(?!/|\?|data:,)[^\"]*", page.text) == []
    assert not re.search(r"<script|<style|<[^>]+ style=", page.text)
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
