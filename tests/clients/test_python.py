"""What PyPI has: a client that is written from the schema, requests and httpie, and verifiers of our tokens: Authlib's
strict one, and SimpleJWT in another project."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
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


def test_requests_httpx_and_authlib(python, server):
    assert json.loads(run(python, HERE / "common.py", server.url)) == {
        "requests, cookies": 401,  # COOKIE_SECURE=0 lets them through, on a developer's machine
        "a cookie is Secure": True,
        "httpx, cookies": 401,
        "requests, a bearer token": 200,
        "Authlib, RFC 9068": "alice@example.com",
    }


def test_requests_and_httpx_keep_a_session_where_cookies_are_not_secure(python):
    with Server(COOKIE_SECURE="0", JWT_ALGORITHM="RS256") as server:
        told = json.loads(run(python, HERE / "common.py", server.url))

    assert (told["requests, cookies"], told["httpx, cookies"]) == (200, 200)


OUR_CLAIMS = {"USER_ID_CLAIM": "sub", "TOKEN_TYPE_CLAIM": None}
ALICE = {"email": "alice@example.com", "password": "open-sesame"}


@pytest.mark.parametrize(
    ("settings", "token", "said"),
    [
        (OUR_CLAIMS, "accessToken", "1 alice@example.com"),
        ({}, "accessToken", "Token has no type"),
        ({"TOKEN_TYPE_CLAIM": None}, "accessToken", "Token contained no recognizable user identification"),
        (OUR_CLAIMS, "refreshToken", "Token is invalid"),
        (OUR_CLAIMS | {"AUDIENCE": None}, "refreshToken", "1 None"),
    ],
)
def test_simplejwt_verifies_our_tokens_with_two_settings(python, server, settings, token, said):
    """It looks at no `typ`: without an audience, a refresh token opens what an access token does."""
    tokens = httpx.post(f"{server.url}/jwt-refresh/login", json=ALICE).json()
    told = json.dumps({"AUDIENCE": "authdemo/jwt-refresh"} | settings)

    assert run(python, HERE / "simplejwt.py", server.url, tokens[token], told) == said


@pytest.mark.parametrize(("host", "me"), [("localhost", 200), ("127.0.0.1", 401)])
def test_httpie_keeps_a_session_at_localhost_alone(python, server, tmp_path, host, me):
    """Where browsers too make an exception for Secure, by name; and what changes something needs the CSRF token."""
    base = server.url.replace("localhost", host)

    def http(*words: str) -> int:
        options = ("--ignore-stdin", "--print=h", f"--session={tmp_path / 'session.json'}")
        return int(run(python.parent / "http", *options, *words).split()[1])

    def token() -> str:
        cookies = json.loads((tmp_path / "session.json").read_text())["cookies"]
        return next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")

    edit = ("PATCH", f"{base}/session/profile", "displayName=Alice")
    assert http(f"{base}/session/login", *(f"{name}={value}" for name, value in ALICE.items())) == 200
    assert http(f"{base}/session/me") == me
    assert http(*edit) == {200: 403, 401: 401}[me]
    assert http(*edit, f"X-CSRFToken:{token()}") == me


def test_httpie_with_a_bearer_token_needs_nothing(python, server):
    token = httpx.post(f"{server.url}/jwt/login", json=ALICE).json()["accessToken"]
    call = ("--ignore-stdin", "--print=h", "-A", "bearer", "-a", token, "PATCH", f"{server.url}/jwt/profile")

    assert run(python.parent / "http", *call, "displayName=Alice").split()[1] == "200"
