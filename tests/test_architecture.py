"""What the layout promises, beside the import rules in pyproject.toml."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.modes import MODES
from tests.contract.test_differences import can_happen
from tests.differences import OLD_CREDENTIAL, OLD_CREDENTIAL_BY_DIAL, SESSION_STORES

ROOT = Path(__file__).parent.parent
SERVE = """
import io, json, sys
from authdemo.wsgi import application
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/jwt/me", "SERVER_NAME": "localhost", "SERVER_PORT": "80",
           "HTTP_HOST": "localhost", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http", "wsgi.errors": sys.stderr}
answers = []
b"".join(application(environ, lambda status, headers: answers.append(status)))
loaded = [name for name in ("httpx", "lab.recording.recorder", "rich", "joserfc") if name in sys.modules]
print(json.dumps([answers, loaded]))
"""


def test_a_server_without_the_lab_loads_neither_it_nor_any_client():
    env = {**os.environ, "LAB": "0", "DJANGO_SETTINGS_MODULE": "authdemo.settings"}

    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SERVE], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60
    )

    assert json.loads(ran.stdout) == [["401 Unauthorized"], ["joserfc"]], ran.stderr


def test_whoever_remembers_something_has_a_models_file_and_nobody_else():
    """An opaque token is a session: its row is in the models of the package around it."""
    remembering = {mode.name for mode in MODES if mode.has("models")}

    assert remembering == {"session", "jwt-refresh", "jwt-dpop"}


def test_each_mode_has_the_same_six_files():
    six = {"__init__.py", "apps.py", "authentication.py", "client.py", "urls.py", "views.py"}

    for mode in MODES:
        assert six <= {path.name for path in (ROOT / mode.package.replace(".", "/")).iterdir()}


@pytest.mark.parametrize(("before", "after", "most"), [("bare", "refresh", 352), ("refresh", "dpop", 290)])
def test_what_a_mode_adds_to_the_one_before_it_is_read_in_one_sitting(before, after, most):
    """The diffs that README has a reader begin with: what differs is what teaches."""
    command = ["git", "diff", "--no-index", "--numstat", f"jwt_auth/{before}", f"jwt_auth/{after}"]
    lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60).stdout.splitlines()
    counts = [line.split("\t")[:2] for line in lines if not line.startswith("-")]  # "-": no text, what Python compiled

    assert 0 < sum(int(count) for pair in counts for count in pair) <= most


def test_each_decision_stands_in_the_index_with_its_title():
    folder = ROOT / "docs/adr"
    index = (folder / "README.md").read_text()

    for page in sorted(folder.glob("0*.md")):
        title = page.read_text().splitlines()[0].removeprefix("# ")
        assert f"| [{page.name[:4]}]({page.name}) | {title} | " in index


def test_every_event_of_the_differences_can_happen():
    events = [*OLD_CREDENTIAL, *OLD_CREDENTIAL_BY_DIAL, *SESSION_STORES]

    assert not [event for event in events if not can_happen(event)]


# A quoted name, a path or a class of a mode that was added after the first three; or its package.
NAMED = re.compile(r"""["'/.](opaque|jwt-dpop)(?=["'/\s{?,])|(?<![\w.])(sessions_auth\.bearer|jwt_auth\.dpop)\b""")
OF_ITS_OWN = ("sessions_auth/bearer/", "jwt_auth/dpop/", "tests/", "docs/", "deploy/")


def test_what_a_new_mode_touches_is_listed():
    kinds = {".py", ".js", ".css", ".html", ".json", ".toml"}
    files = [path for path in sources(kinds) if not path.startswith(OF_ITS_OWN) and "/migrations/" not in path]
    naming = {path for path in files if NAMED.search((ROOT / path).read_text())}

    table = (ROOT / "CONTRIBUTING.md").read_text().partition("| files that name them |")[2]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert naming == {path for row in rows for path in re.findall(r"`(.+?)`", row)}


def sources(kinds: set[str]) -> Iterator[str]:
    """The project's files of these kinds, from its root; not what was installed, made or kept here."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in ("__pycache__", "node_modules")
        ]
        for name in names:
            if Path(name).suffix in kinds:
                yield (Path(folder) / name).relative_to(ROOT).as_posix()
