"""A server as it stands in production: DEBUG=0, its own log handlers."""

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
    before = len(production.log())
    client.post("/session/login", json=ALICE)
    client.post("/jwt/login", json=ALICE | {"password": "my-own-guess"})
    pair = client.post("/jwt-refresh/login", json=ALICE).json()
    renewed = client.post("/jwt-refresh/refresh-token", json={"refreshToken": pair["refreshToken"]}).json()
    client.post("/jwt-refresh/refresh-token", json={"refreshToken": pair["refreshToken"]})
    bearer = {"Authorization": f"Bearer {pair['accessToken']}"}
    client.get("/jwt/me?access_token=" + pair["accessToken"], headers=bearer)
    log = production.log()[before:]

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


WHATEVER = (
    "/session/me",
    "/jwt/login",
    "/healthz",
    "/nowhere",
    "/.well-known/jwks.json",
    "/admin/login/",
    "/session/login",
)


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize("path", [*WHATEVER, "/static/admin/css/base.css"])
def test_each_answer_says_what_browsers_may_not_do_with_it(client, path, accept):
    headers = client.get(path, headers={"Accept": accept}).headers

    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    for directive in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in policy
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_each_cookie_is_sent_over_https_alone_and_says_so_in_its_name(client):
    answers = [client.post("/session/login", json=ALICE)]
    answers += [client.post(f"/{mode}/login", json=ALICE | {"carrier": "cookie"}) for mode in ("jwt", "jwt-refresh")]
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("Set-Cookie")]

    assert len(cookies) == 7
    for cookie in cookies:
        attributes = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith(("__Secure-", "__Host-")) and {"secure", "samesite", "path"} <= attributes
        assert ("httponly" in attributes) != cookie.startswith("__Host-csrftoken=")
        assert "domain" not in attributes and len(cookie.split(";")[0]) < 4096
