"""`manage.py eject MODE DEST`: a project of its own that checks, boots, signs in, passes its tests, and names nothing
of what stayed behind. Every other set of modes, each with all of its tests: `make test-eject`."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.management import CommandError

from contract.modes import MODES
from tests.servers import free_port

from .test_into import eject

MODE = "jwt"
QUICK = ("tests/contract/test_csrf.py", "tests/contract/test_paths.py", "tests/schema/test_schema.py")
CLIENT = """
import sys
from contract.http_client import open_http
from contract.modes import MODES
client = MODES[0].client(open_http(sys.argv[1]))
assert client.login("alice@example.com", "open-sesame").status_code == 200
print(client.send("GET", "me").json()["email"])
"""
# What only this house has: its name, its lab, its other modes by path, package, name and title.
TRACES = re.compile(
    r"authdemo|\blab\b|\bLAB\b|X-Lab|sessions_auth|jwt_auth[./](refresh|families|dpop)|\bopaque\b|Opaque token"
    r"|/session\b(?!s)|jwt-refresh|jwt-dpop|JWT \+ refresh|\boperators/|(?<!static/)\bpages/"
)


def environment(shop: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"DATA_DIR": str(shop.parent / "data"), "DEBUG": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def run(shop: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=shop,
        env=environment(shop),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("ejected") / "shop"
    said = eject(MODE, str(folder), "--without-admin", "--without-pages")
    assert said.splitlines()[-1] == f"Next: cd {folder} && make test && make demo. EJECTED.md says what is yours now."
    yield folder


def test_it_checks_and_its_quick_tests_pass(shop: Path) -> None:
    for command in (["check", "--fail-level", "WARNING"], ["makemigrations", "--check", "--dry-run"]):
        done = run(shop, "manage.py", *command)
        assert done.returncode == 0, done.stdout + done.stderr
    tested = run(shop, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", *QUICK)
    assert tested.returncode == 0, tested.stdout[-3000:]
    assert tested.stdout.count(".") > 30, tested.stdout


def test_it_boots_and_signs_in(shop: Path) -> None:
    url = f"http://localhost:{free_port()}"
    command = [sys.executable, "manage.py", "demo", "--no-browser", "--workers", "1", "--port", url.rpartition(":")[2]]
    with subprocess.Popen(command, cwd=shop, env=environment(shop), stdout=subprocess.DEVNULL) as demo:
        try:
            deadline = time.monotonic() + 60
            while not is_up(url) and demo.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            signed_in = run(shop, "-c", CLIENT, url)
            others = [mode.prefix for mode in MODES if mode.name != MODE]
            answers = {path: httpx.get(url + path).status_code for path in [*others, "/lab", "/admin/"]}
        finally:
            demo.terminate()
    assert signed_in.stdout == "alice@example.com\n", signed_in.stderr
    assert set(answers.values()) == {404}, answers


def is_up(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def test_it_names_nothing_of_what_stayed_behind(shop: Path) -> None:
    files = [path for path in shop.rglob("*") if path.is_file() and path.suffix in {"", ".py", ".md", ".toml", ".txt"}]
    found = [
        f"{path.relative_to(shop)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if TRACES.search(line) or TRACES.search(path.name)
    ]
    assert not found, "\n".join(found)


def test_it_needs_only_what_it_uses_locked_as_it_was_tested(shop: Path) -> None:
    ours = {*re.findall(r"^([\w-]+==[\w.]+)", Path("requirements.lock").read_text(), re.M)}
    theirs = {*re.findall(r"^([\w-]+==[\w.]+)", (shop / "requirements.lock").read_text(), re.M)}
    names = {each.partition("==")[0] for each in theirs}
    assert theirs < ours
    assert {"django", "joserfc", "cryptography", "psycopg", "hiredis", "pytest"} <= names
    assert not names & {"segno", "playwright", "ua-parser"}


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(CommandError, match="not empty; nothing was written"):
        eject(MODE, str(tmp_path), "--name", "shop")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["accounts", "json", "3d", "my shop", "jwt", "jwt_refresh"])
def test_a_name_that_no_package_can_have_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="name"):
        eject(MODE, str(tmp_path / "shop"), "--name", name)
    assert list(tmp_path.iterdir()) == []


def test_a_mode_without_a_folder_is_refused() -> None:
    with pytest.raises(CommandError, match="takes modes and a folder"):
        eject(MODE)
