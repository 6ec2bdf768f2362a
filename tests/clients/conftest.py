"""What people call an API with, from npm and PyPI. `make test-clients` installs it, into .data/clients, and runs these;
elsewhere they are skipped: a registry is asked, and they take minutes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT, Server

HERE = Path(__file__).parent
FOLDER = ROOT / ".data" / "clients"
SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("CLIENTS"):
        for item in items:
            if HERE in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="make test-clients"))


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The server's are its own."""


@pytest.fixture(scope="session")
def node() -> Callable[..., str]:
    """Runs a command in the folder where the packages are, beside the examples; returns what it prints."""

    def run(*command: str) -> str:
        ran = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, timeout=SECONDS)
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
        return ran.stdout

    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in (*HERE.glob("*.*s*"), *(ROOT / "examples").glob("*.mjs"), *(ROOT / "examples").glob("*/*.mjs")):
        shutil.copy(source, FOLDER)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    return run


@pytest.fixture(scope="session")
def python() -> Path:
    """An environment with requirements-clients.lock, beside the node packages."""
    lock, found = ROOT / "requirements-clients.lock", FOLDER / "venv" / "bin" / "python"
    installed = FOLDER / "venv" / "installed"
    if not installed.exists() or installed.read_text() != lock.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER / "venv"], check=True, timeout=SECONDS)
        pip = [found, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", "-r", lock]
        subprocess.run(pip, check=True, timeout=SECONDS)
        installed.write_text(lock.read_text())
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(threads=8, JWT_ALGORITHM="RS256", COOKIE_SECURE="1") as running:
        yield running
