"""Libraries beside the modes: what `--with` takes, what docs/libraries.md holds, and the facts, where all is asked."""

import os
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lab.comparison.ask import ask
from lab.comparison.columns import of_library
from lab.comparison.questions import QUESTIONS
from lab.libraries.catalogue import LIBRARIES, SETUPS
from lab.libraries.notes import FOOTNOTES
from lab.libraries.report import KEPT, markdown, trimmed
from lab.management.commands.compare import Command
from lab.servers.fleet import Fleet
from lab.servers.stores import POSTGRES

ALL = os.environ.get("LIBRARIES") == "1"  # `make test-libraries`
DAY = 86_400
NONE = {"renewable": False}
AT_ONCE = {"seconds": 0}
GOES_ON = {"renewal": 200, "renewed": 200}

# setup: question: the facts that its footnotes, the FAQ and /choose stand on
EXPECTED: dict[str, dict[str, dict[str, Any]]] = {
    "django-sessions": {
        "stores-asked": {"sql": 2, "redis": 0},
        "logout": AT_ONCE,
        "password-change": AT_ONCE,
        "raw-tokens-at-rest": {"places": {"sessionid": ["django_session.session_key"]}},
        "csrf": {"cookie": "403"},
    },
    "django-sessions-best": {"stores-asked": {"sql": 1, "redis": 1}, "logout": AT_ONCE},
    "drf-token": {
        "stores-asked": {"sql": 1, "redis": 0},
        "logout": {"seconds": 365 * DAY},
        "password-change": {"seconds": 365 * DAY},
        "steady-use": {"seconds": 365 * DAY},
        "raw-tokens-at-rest": {"places": {"credential": ["authtoken_token.key"]}},
    },
    "knox": {
        "logout": AT_ONCE,
        "logout-everywhere": AT_ONCE,
        "password-change": {"seconds": pytest.approx(36_000, abs=60)},
        "raw-tokens-at-rest": {"places": {}},
        "steady-use": {"seconds": pytest.approx(36_000, abs=60)},
    },
    "knox-best": {"steady-use": {"seconds": pytest.approx(30 * DAY, abs=120)}},
    "simplejwt": {
        "stores-asked": {"sql": 1, "redis": 0},
        "logout": GOES_ON,
        "deactivation": {"seconds": 0, "renewal": 401},
        "deletion": {"seconds": 0, "renewal": 500},
        "replayed-refresh-token": {"replay": 200, "owner_renewal": 200},
    },
    "simplejwt-best": {
        "logout": {"renewal": 401},
        "password-change": {"seconds": 0, "renewal": 200, "renewed": 401},
        "raw-tokens-at-rest": {"places": {"refresh token": ["token_blacklist_outstandingtoken.token"]}},
        "replayed-refresh-token": {"replay": 401, "owner_renewal": 200},
        "lost-answer": {"again": 401},
    },
    "dj-rest-auth": {"csrf": {"cookie": "200"}, "logout": GOES_ON},
    "dj-rest-auth-best": {"csrf": {"cookie": "403"}, "logout": {"renewal": 401}, "lost-answer": {"again": 401}},
    "allauth-session": {"logout": AT_ONCE, "password-change": AT_ONCE, "stolen-credential": {"tracked": False}},
    "allauth-session-best": {"ending-one-login": {"seconds": 0, "listed": 1}, "stolen-credential": {"tracked": True}},
    "allauth-jwt": {
        "deactivation": {"seconds": pytest.approx(300, abs=5), "renewal": 400},
        "deletion": {"seconds": 0, "status": 500},
        "lost-answer": {"again": 400},
    },
    "allauth-jwt-best": {"logout": {"seconds": 0, "renewal": 400}, "deactivation": AT_ONCE | {"renewal": 400}},
}
ASKED = [(setup, name) for setup in SETUPS for name in EXPECTED[setup.name]]


@pytest.fixture(scope="module")
def real() -> Any:
    """A fleet on PostgreSQL, where requests of two processes can meet."""
    with TemporaryDirectory(prefix="libs-") as folder, Fleet(Path(folder)) as fleet:
        yield fleet


@pytest.mark.skipif(not (ALL and POSTGRES), reason="make test-libraries asks them all")
@pytest.mark.parametrize(("setup", "name"), ASKED, ids=lambda value: getattr(value, "name", value))
def test_the_facts(setup, name, real):
    cell = ask(QUESTIONS[name], of_library(setup), "", real)

    expected = EXPECTED[setup.name][name]
    assert {fact: cell["found"].get(fact) for fact in expected} == expected


def data_of(**cells: dict[str, Any]) -> dict[str, Any]:
    on = {"python": "3", "django": "5", "system": "s", "database": "PostgreSQL"}
    row = {"name": "logout", "title": "Logout", "about": "", "group": "revocation", "cells": cells}
    modes = [{"name": "session", "title": "Session", "library": ""}]
    modes += [{"name": name, "title": name, "library": "simplejwt"} for name in ("simplejwt", "simplejwt-best")]
    return {"when": "now", "seconds": 1, "on": on, "modes": modes, "rows": [row], "slides": []}


def test_a_page_has_every_cell_with_its_exchange_and_says_what_was_not_asked():
    data = data_of(
        session={"cell": "at once", "proof": 3},
        **{"simplejwt": {"cell": "5 min", "proof": 2}, "simplejwt-best": {"cell": "not asked: why", "missing": True}},
    )

    text = markdown(data)

    assert "| SimpleJWT | 5 min [▸](libraries.html#logout.simplejwt.2) | not asked: why |" in text
    assert "| *Session, ours* | at once [▸](libraries.html#logout.session.3) | |" in text


def test_what_a_page_keeps_of_a_cell_holds_the_proof():
    exchanges = [{"number": number, "body": "b" * 9000, "answer": ""} for number in range(1, 20)]
    cells = {"session": {"cell": "x", "proof": 2, "exchanges": exchanges}}

    kept = trimmed(data_of(**cells))["rows"][0]["cells"]["session"]["exchanges"]

    assert [exchange["number"] for exchange in kept] == [2, 17, 18, 19]
    assert len(kept) == KEPT and len(kept[0]["body"]) < 2000


@pytest.mark.parametrize("note", FOOTNOTES, ids=lambda note: note.cells[0])
def test_a_note_quotes_a_line_that_is_there_on_cells_that_are_there(note):
    names = {f"{question}.{setup.name}" for question in QUESTIONS for setup in SETUPS}

    assert set(note.cells) <= names
    try:
        assert re.fullmatch(r"[\w/]+\.py:\d+", note.place)
    except LookupError as fault:
        assert "is not installed" in str(fault)
        assert not all(library.installed for library in LIBRARIES)


def test_unknown_names_are_refused():
    with pytest.raises(CommandError, match="there is no library nonsense"):
        call_command("compare", "--with", "nonsense", stdout=StringIO())
    with pytest.raises(CommandError, match="servers of its own"):
        call_command("compare", "--with", "drf-token", "--url", "http://localhost:1", stdout=StringIO())


def test_modes_and_libraries_are_asked_for_by_name():
    columns = Command.columns("opaque, drf-token", None)

    assert [column.name for column in columns] == ["session", "jwt", "jwt-refresh", "opaque", "drf-token"]
    assert [column.name for column in Command.columns(None, None)] == ["session", "jwt", "jwt-refresh"]
