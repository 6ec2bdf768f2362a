"""What PyPI has: a client that is written from the schema, requests, and Authlib's strict validator."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Server

from .conftest import FOLDER, SECONDS

HERE = Path(__file__).parent


def run(*command: Any, cwd: Path = FOLDER) -> str:
    ran = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=SECONDS)
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    return ran.stdout


@pytest.fixture(scope="module")
def written(python: Path, server: Server) -> Path:
    """The folder of a client that openapi-python-client has written from /api/schema, and nothing was left out."""
    folder = FOLDER / "generated"
    shutil.rmtree(folder, ignore_errors=True)
    url = f"{server.url}/api/schema?format=json"
    generator = python.parent / "openapi-python-client"

    told = run(generator, "generate", "--url", url, "--meta", "none", "--output-path", folder / "authdemo_client")

    assert "Unable" not in told
    shutil.copy(HERE / "generated.py", folder)
    return folder


def test_a_client_written_from_the_schema_has_types_that_hold_and_signs_in(python, server, written):
    run(python, "-m", "mypy", "--strict", "--config-file", "/dev/null", "generated.py", cwd=written)

    assert run(python, "generated.py", server.url, cwd=written) == "alice@example.com\n"


def test_requests_and_authlib(python, server):
    assert json.loads(run(python, HERE / "common.py", server.url)) == {
        "requests, cookies": 401,  # COOKIE_SECURE=0 lets them through, on a developer's machine
        "a cookie is Secure": True,
        "requests, a bearer token": 200,
        "Authlib, RFC 9068": "alice@example.com",
    }


def test_requests_keeps_a_session_where_cookies_are_not_secure(python):
    with Server(COOKIE_SECURE="0", JWT_ALGORITHM="RS256") as server:
        assert json.loads(run(python, HERE / "common.py", server.url))["requests, cookies"] == 200
