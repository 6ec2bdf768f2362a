"""`manage.py compare` and `/compare`: the same facts in every format, each with the exchange that proves it."""

import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contract.modes import SHOWN
from lab.comparison import page as comparison
from lab.comparison.ask import merged
from lab.comparison.columns import shown
from lab.comparison.questions import QUESTIONS
from lab.comparison.questions.exchanges import shortened
from lab.comparison.questions.spans import span
from lab.comparison.report import html, markdown
from lab.comparison.slides import slides
from lab.management.commands.compare import Command
from tests.servers import Server

ASKED = ["stores-asked", "logout"]


@pytest.fixture(scope="module")
def data() -> dict:
    """One run of the command, on a server of its own."""
    out = StringIO()
    call_command("compare", "--only", *ASKED, "--format", "json", stdout=out)
    found: dict = json.loads(out.getvalue())
    return found


@pytest.fixture
def page(client, settings, tmp_path, data):
    settings.DATA_DIR = tmp_path
    (tmp_path / "comparison.json").write_text(json.dumps({**data, "run": "r1"}))
    return client


def test_the_run_says_when_and_on_what(data):
    assert datetime.strptime(data["when"], "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC) <= datetime.now(UTC)
    assert data["on"]["servers"] == 1
    assert [row["name"] for row in data["rows"]] == ASKED


def test_the_slides_table_is_read_off_the_facts(data):
    verdicts = {line["mode"]: line["cells"]["Stateless"]["yes"] for line in data["slides"]}

    assert verdicts == {"session": False, "jwt": True, "jwt-refresh": True}


def test_a_verdict_follows_the_fact_whatever_the_mode(data):
    """Swap two modes' answers, and their verdicts are swapped: nothing is known by a mode's name."""
    rows = json.loads(json.dumps(data["rows"]))
    for row in rows:
        row["cells"]["session"], row["cells"]["jwt"] = row["cells"]["jwt"], row["cells"]["session"]

    verdicts = {line["mode"]: line["cells"]["Stateless"]["yes"] for line in slides(rows, shown())}

    assert verdicts == {"session": True, "jwt": False, "jwt-refresh": True}


def test_every_format_shows_every_cell_and_its_proof(data):
    out = StringIO()
    Command(stdout=out).show(data, "table")
    words = re.sub(r"[^\w.]+", "", out.getvalue())
    page, text = html(data), markdown(data)

    for row in data["rows"]:
        for mode in SHOWN:
            cell = row["cells"][mode.name]
            pointer = f"{row['name']}.{mode.name}.{cell['proof']}"
            assert f'id="{pointer}"' in page
            assert f"{cell['cell']} [▸](comparison.html#{pointer})" in text
            assert re.sub(r"\W+", "", row["title"])[:12] in words.replace(".", "")


def test_the_page_needs_nothing_but_itself(data):
    page = html(data)

    assert not re.search(r'(src|href)="(?!#|data:)', page)
    assert "<script" not in page


def test_what_went_over_the_wire_is_escaped():
    exchange = {"number": 1, "who": "<b>", "answer": "<script>alert(1)</script>"}
    cell = {"cell": "<i>", "proof": 1, "exchanges": [exchange], "found": {}}
    rows = [{"name": "n", "title": "<u>", "about": "", "group": "g", "cells": {"session": cell}}]

    page = html({"modes": [{"name": "session", "title": "S"}], "rows": rows, "slides": []})

    assert not {"<script>alert", "<i>", "<u>", "<b>"} & set(re.findall(r"<\w+>(?:alert)?", page.partition("<main>")[2]))


def test_no_credential_stands_in_a_report(data):
    text = json.dumps(data)

    assert not re.search(r"eyJ[\w-]{30,}", text)
    assert not re.search(r"sessionId=[\w-]{20,}", text)


def test_credentials_are_cut_and_words_are_not():
    token = "eyJhbGciOiJIUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIxIn0abcdefghij.c2lnbmF0dXJlc2lnbmF0dXJl"

    assert shortened(f'Bearer {token}"') == 'Bearer eyJhbGciOiJI…"'
    assert shortened("application/json; charset=utf-8") == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "at once"),
        (59, "1 min"),
        (897, "15 min"),
        (3598, "1 h"),
        (43233, "12 h"),
        (2592000, "30 d"),
        (31536000, "no end within a year"),
    ],
)
def test_spans_are_told_in_the_unit_that_people_use(seconds, said):
    assert span(seconds) == said


def test_an_unknown_question_is_refused():
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("compare", "--only", "nonsense")


def test_rows_asked_again_replace_the_old_ones_alone(data):
    again = json.loads(json.dumps({**data, "rows": data["rows"][1:], "when": "later"}))
    again["rows"][0]["title"] = "again"

    both = merged(data, again)

    assert [row["title"] for row in both["rows"]] == [QUESTIONS[ASKED[0]].title, "again"]
    assert both["slides"] == data["slides"]


class TestPage:
    def test_it_shows_the_last_run(self, page, data):
        answer = page.get("/compare")

        assert answer.status_code == 200
        assert data["when"] in answer.content.decode()
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]

    def test_it_says_so_when_there_is_none(self, client, settings, tmp_path):
        settings.DATA_DIR = tmp_path

        assert "No comparison has been run" in client.get("/compare").content.decode()

    @pytest.mark.parametrize(
        "body", ["", "[]", "null", "{", '{"only": 1}', '{"only": [1]}', '{"only": ["x"]}', '{"only": "logout"}']
    )
    def test_a_run_that_makes_no_sense_is_refused(self, page, body):
        answer = page.post("/compare/runs", body, content_type="application/json", headers={"X-Lab-Run": "r"})

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    @pytest.mark.django_db  # a refusal is an event
    def test_a_foreign_page_starts_nothing(self, page):
        answer = page.post("/compare/runs", '{"only": []}', content_type="text/plain")

        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")

    def test_a_row_is_asked_again(self, page, tmp_path, data):
        answer = page.post(
            "/compare/runs", {"only": ["cross-site"]}, content_type="application/json", headers={"X-Lab-Run": "r"}
        )
        run = answer.json()["run"]
        second = page.post("/compare/runs", {"only": []}, content_type="application/json", headers={"X-Lab-Run": "r"})
        meanwhile = page.get(f"/compare/runs/{run}").json()["state"]
        comparison._children[run].wait(120)

        assert (answer.status_code, second.status_code, meanwhile) == (202, 409, "running")
        assert page.get(f"/compare/runs/{run}").json() == {"state": "done"}
        names = [row["name"] for row in json.loads((Path(tmp_path) / "comparison.json").read_text())["rows"]]
        assert names == ["stores-asked", "logout", "cross-site"]

    def test_a_run_that_left_nothing_has_failed(self, page):
        assert page.get("/compare/runs/nonsense").json()["state"] == "failed"


def test_a_running_server_is_asked_what_it_can_be_asked():
    """With --url, what would stop or restart something is left out, and says so."""
    out = StringIO()
    with Server() as server:
        call_command("compare", "--url", server.url, "--only", "logout", "server-restart", "--format=json", stdout=out)

    rows = {row["name"]: row["cells"] for row in json.loads(out.getvalue())["rows"]}
    assert rows["logout"]["session"]["found"]["seconds"] == 0
    assert all(cell["missing"] and "servers of its own" in cell["cell"] for cell in rows["server-restart"].values())
