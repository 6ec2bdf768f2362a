"""`manage.py conform` asks a server that is not ours: an Express one from npm, by the adapter of docs/conform.md."""

import json
import re
import shutil
import socket
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lab.comparison.questions import QUESTIONS
from lab.comparison.questions.without_script import RECORD
from tests.servers import ROOT, free_port

HERE = Path(__file__).parent / "express"
PAGE = (ROOT / "docs" / "conform.md").read_text()
ADAPTER = re.search(r"```python\n# express_client.py\n(.*?)```", PAGE, re.S)
SECONDS = 120
EXPECTED: dict[str, Any] = {
    "bytes-a-request": {},
    "single-execution-theft": {"body": {"seconds": None, "ended_by_rotation": False}},
    "acquisition": {"body": {"renewal": 200, "seconds": None}},
    "proxied-requests": {"body": 200},
    "logout": {"seconds": None, "status": 200, "renewal": 401},
    "replayed-refresh-token": {"replay": 401, "owner_me": 200, "owner_renewal": 200},
    "lost-answer": {"again": 401},
    "two-tabs": {"refused": 10, "still": [200, 200]},
    "refresh-race": {"both": 0, "forked": 0, "out": 10},
    "csrf": {"body": "401"},
    "script-readable": {"body": {"readable": ["token", "refreshToken"], "hidden": []}},
    "cross-site": {"login": 200, "cors": None},
    "not-a-browser": {"safe": 200, "unsafe": 200},
    **{f"without-script-{way}": {"body": {"own": False, "other": False}} for way in RECORD["ways"]},
}


@pytest.fixture(scope="session")
def express(tmp_path_factory):
    """Its address; skipped where there is no node, or no registry to install express from."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        pytest.skip("there is no node")
    folder = tmp_path_factory.mktemp("express")
    for name in ("package.json", "package-lock.json", "server.cjs"):
        shutil.copy(HERE / name, folder)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    try:
        subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as fault:
        pytest.skip(f"express can't be installed here: {(fault.stderr or b'').decode()[-300:]}")
    port = free_port()
    process = subprocess.Popen(
        [node, "server.cjs"], cwd=folder, env={"PORT": str(port)}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout and process.stdout.readline().strip() == str(port)  # it listens
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def adapter(tmp_path, monkeypatch):
    """The page's adapter, where a user would have it."""
    assert ADAPTER
    (tmp_path / "express_client.py").write_text(ADAPTER[1])
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def conform(url, *options, account="alice@example.com:open-sesame"):
    out = StringIO()
    call_command(
        "conform", "--url", url, "--client", "express_client:Client", "--account", account, *options, stdout=out
    )
    return out.getvalue()


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


def test_the_facts_are_those_of_that_server(express, adapter):
    facts = json.loads(conform(express, "--format", "facts"))

    assert set(facts) == set(EXPECTED)
    for name, expected in EXPECTED.items():
        assert {fact: facts[name].get(fact) for fact in expected} == expected, name


def test_its_column_stands_beside_ours_with_a_proof(express, adapter):
    data = json.loads(conform(express, "--only", "logout", "role-change", "--format", "json"))

    logout, role = (row["cells"] for row in data["rows"])
    assert data["modes"][0]["title"] == "Our Express server"
    assert list(logout) == ["yours", "session", "jwt", "jwt-refresh"]
    assert logout["yours"]["cell"] == "still accepted; a renewal gets 401"
    proof = next(e for e in logout["yours"]["exchanges"] if e["number"] == logout["yours"]["proof"])
    assert (proof["method"], proof["url"], proof["status"]) == ("GET", "/users/me", 200)
    assert role["yours"] == {"cell": "not asked: nobody can be asked to act as its operator", "missing": True}


def test_expected_facts_are_a_test_in_somebodys_ci(express, adapter):
    block = re.findall(r"```json\n(.*?)```", PAGE, re.S)[-1]
    (adapter / "theirs.json").write_text(block)
    right = {"logout": {"renewal": 401}, "csrf": {"body": "401"}}
    (adapter / "right.json").write_text(json.dumps(right))

    said = conform(express, "--only", *right, "--expect", "right.json")
    with pytest.raises(CommandError) as fault:
        conform(express, "--only", *json.loads(block), "--expect", "theirs.json")

    assert "2 facts are as expected" in said
    assert str(fault.value) == "replayed-refresh-token: owner_renewal is 200, 401 was expected"


def test_a_question_that_was_not_asked_is_no_expectation_met(express, adapter):
    (adapter / "e.json").write_text('{"deletion": {"seconds": 0}}')

    with pytest.raises(CommandError, match="deletion: seconds is 'not asked', 0 was expected"):
        conform(express, "--only", "deletion", "--expect", "e.json")


def test_a_wrong_password_or_nobody_there_is_said_and_no_fact(express, adapter):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{nobody.getsockname()[1]}"

        assert json.loads(conform(away, "--only", "csrf", "--format", "facts")) == {}
    assert json.loads(conform(express, "--only", "csrf", "--format", "facts", account="a@b.c:wrong")) == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--client", "nowhere:Client"], "nowhere"),
        (["--client", "json:JSONDecoder"], "has no prefix, login"),
        (["--client", "lab.libraries.knox.client:Client", "--account", "alice"], "EMAIL:PASSWORD"),
        (["--client", "lab.libraries.knox.client:Client", "--only", "nonsense"], "invalid choice"),
    ],
)
def test_what_makes_no_sense_is_refused(options, said):
    with pytest.raises(CommandError, match=said):
        call_command("conform", "--url", "http://localhost:1", *options, stdout=StringIO())


def test_the_page_names_what_the_stage_asks_for():
    for name in ("clocked", "operated", "lifetimes", "logins", "carriers", "known"):
        assert f"`{name}" in PAGE
    assert set(json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[-1])) <= set(QUESTIONS)
