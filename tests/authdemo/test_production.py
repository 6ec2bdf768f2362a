"""A server as it stands in production: DEBUG=0, its own log handlers, LAB=0."""

import json
from collections.abc import Iterator

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from tests.servers import ROOT, Server

ALICE = {"email": "alice@example.com", "password": PASSWORD}
KEY = "k" * 50


@pytest.fixture(scope="module")
def production() -> Iterator[Server]:
    env = {"DEBUG": "0", "LAB": "0", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "localhost", "LOG_FORMAT": "json"}
    with Server(**env) as server:
        yield server


@pytest.fixture
def client(production: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=production.url) as http:
        yield http


def test_its_log_is_json_and_holds_no_secret(production, client):
    client.post("/session/login", json=ALICE)
    client.post("/jwt/login", json=ALICE | {"password": "my-own-guess"})
    pair = client.post("/jwt-refresh/login", json=ALICE).json()
    renewed = client.post("/jwt-refresh/refresh-token", json={"refreshToken": pair["refreshToken"]}).json()
    client.post("/jwt-refresh/refresh-token", json={"refreshToken": pair["refreshToken"]})
    bearer = {"Authorization": f"Bearer {pair['accessToken']}"}
    client.get("/jwt/me?access_token=" + pair["accessToken"], headers=bearer)
    log = production.log()

    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    keys = {"time", "level", "logger", "request_id", "method", "path", "status"}
    assert all(keys <= set(line) for line in lines)
    assert [line["event"] for line in lines if "event" in line] == [
        *("login", "login_failed", "refused", "login", "refreshed", "refresh_repeated", "refused")
    ]
    secrets = [*pair.values(), *renewed.values(), *(c.value for c in client.cookies.jar), PASSWORD, "my-own-guess", KEY]
    found = [secret for secret in secrets if isinstance(secret, str) and len(secret) > 10 and secret in log]
    assert (found, bool(client.cookies)) == ([], True)


def test_nothing_of_the_lab_is_served(client):
    files = sorted(path.name for path in (ROOT / "lab" / "static" / "lab").iterdir() if path.is_file())
    assert "actions.js" in files

    for path in ("/lab", "/lab/state", "/compare", "/choose", "/room", *(f"/static/lab/{name}" for name in files)):
        assert client.get(path).status_code == 404, path
