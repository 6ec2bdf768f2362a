"""The front door, its map, and the lesson plans: drawn from lists and measurements, and held against them here."""

import re
from pathlib import Path

import pytest

from contract.modes import MODES
from lab import guides
from lab.choosing.measured import measured
from lab.front import axes
from lab.front.page import line_of
from lab.guides.plans import LESSONS, plan, table

ROOT = Path(__file__).parent.parent.parent
PAGES = ("/", "/lab", "/lab/trainers", "/lab/source", "/compare", "/choose", "/api/docs", *(m.prefix for m in MODES))


def bar_of(page):
    return re.findall(r'<a[^>]* href="([^"]+)"', re.search(r'<nav class="site".*?</nav>', page, re.S)[0])


@pytest.mark.django_db
def test_every_page_has_the_same_links_above_it(open_browser):
    http = open_browser(Accept="text/html")

    bars = {path: bar_of(http.get(path).text) for path in PAGES}

    assert set(map(tuple, bars.values())) == {tuple(bars["/"])}
    assert {"/", "/lab", "/compare", "/choose", "/room", "/lab/trainers", "/api/docs", "/admin/"} == set(bars["/"])
    assert [path for path in bars["/"] if http.get(path).status_code not in (200, 302)] == []


def test_each_mode_stands_on_the_map_where_its_measurements_put_it():
    logout, csrf = (measured()["rows"][name]["cells"] for name in ("logout", "csrf"))

    for place in axes.places():
        if place.mode.name in logout:  # one that has just been added is measured later
            at_once = logout[place.mode.name]["found"]["seconds"] == 0
            assert (place.state == axes.LOOKED_UP) == at_once, place
            rode = csrf[place.mode.name]["found"]["cookie" if place.transport == axes.BY_BROWSER else "body"]
            assert (place.transport == axes.BY_BROWSER) == rode.endswith("csrf_failed"), place
    assert {place.mode for place in axes.places()} == set(MODES)


@pytest.mark.django_db
def test_the_front_door_opens_each_guide_and_each_mode(open_browser):
    page = open_browser(Accept="text/html").get("/").text

    assert [name for name in guides.NAMES if f'href="/lab#guide={name}"' not in page] == []
    assert [mode.name for mode in MODES if f'<a href="{mode.prefix}"' not in page] == []
    assert [mode.name for mode in MODES if not line_of(mode, "Logout means")] == []


@pytest.mark.parametrize("minutes", LESSONS)
def test_a_lesson_fits_its_time_and_uses_it(minutes):
    lesson = plan(minutes)

    assert 0.9 * minutes <= lesson.seconds / 60 <= minutes
    assert {part["guide"]["name"] for part in lesson.parts if part["rows"]} == set(guides.NAMES)
    assert [row["step"]["id"] for part in lesson.parts for row in part["rows"] if "predict" not in row["step"]] == []


def test_the_readme_has_the_lesson_plans_as_they_are_made():
    assert table() in (ROOT / "README.md").read_text()
