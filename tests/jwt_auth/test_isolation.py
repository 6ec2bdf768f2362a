"""A credential is worth something at its own mode, as its own kind, and nothing anywhere else."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD

from .forging import code

CALLS = [
    ("GET", "me"), ("GET", "profile"), ("PATCH", "profile"), ("GET", "report"), ("GET", "logins"),
    ("DELETE", "logins/x"), ("POST", "logout-all"), ("POST", "password"),
]  # fmt: skip
INVALID = (HTTPStatus.UNAUTHORIZED, "invalid_token")
EXPIRED = (HTTPStatus.UNAUTHORIZED, "session_expired")
UNOFFERED = (HTTPStatus.UNAUTHORIZED, "not_authenticated")


@pytest.fixture
def credentials(open_browser: Any, accounts: Any) -> dict[str, str]:
    """One good credential of each kind."""
    sent = {"email": "alice@example.com", "password": PASSWORD}
    browser = open_browser()
    browser.post("/session/login", json=sent)
    pair = browser.post("/jwt-refresh/login", json=sent).json()
    return {
        "session id": browser.cookies["sessionId"],
        "bare": browser.post("/jwt/login", json=sent).json()["accessToken"],
        "access": pair["accessToken"],
        "refresh": pair["refreshToken"],
    }


@pytest.mark.parametrize(("method", "path"), CALLS, ids=[" ".join(call) for call in CALLS])
def test_a_foreign_credential_is_refused_by_every_call(
    open_browser: Any, credentials: dict[str, str], method: str, path: str
) -> None:
    def answers(prefix: str, kind: str) -> set[tuple[int, str | None]]:
        """By header, and by cookie."""
        token = credentials[kind]
        name = "sessionId" if prefix == "/session" else "accessToken"
        sent = ({"Authorization": f"Bearer {token}"}, {"Cookie": f"{name}={token}"})
        return {code(open_browser().request(method, f"{prefix}/{path}", headers=headers)) for headers in sent}

    for kind in ("session id", "access", "refresh"):
        assert answers("/jwt", kind) == {INVALID}
    for kind in ("session id", "bare", "refresh"):
        assert answers("/jwt-refresh", kind) == {INVALID}
    for kind in ("bare", "access", "refresh"):  # a bearer header means nothing there, and another's cookie no session
        assert answers("/session", kind) == {UNOFFERED, EXPIRED}


def test_a_credential_counts_where_it_belongs(open_browser: Any, credentials: dict[str, str]) -> None:
    """Else the refusals above would prove nothing."""
    for kind, prefix, name in (("session id", "/session", "sessionId"), ("bare", "/jwt", "accessToken")):
        found = open_browser().get(f"{prefix}/me", headers={"Cookie": f"{name}={credentials[kind]}"})
        assert code(found) == (HTTPStatus.OK, None)
    headers = {"Authorization": f"Bearer {credentials['access']}"}
    assert code(open_browser().get("/jwt-refresh/me", headers=headers)) == (HTTPStatus.OK, None)


def rotated(http: httpx.Client, token: str, by: str) -> tuple[int, str | None]:
    if by == "body":
        return code(http.post("/jwt-refresh/refresh-token", json={"refreshToken": token}))
    http.post("/session/login", json={"email": "bob@example.com", "password": PASSWORD})  # for its CSRF cookie
    headers = {
        "Cookie": f"refreshToken={token}; csrftoken={http.cookies['csrftoken']}",
        "X-CSRFToken": http.cookies["csrftoken"],
    }
    return code(http.post("/jwt-refresh/refresh-token", headers=headers))


@pytest.mark.parametrize("by", ["body", "cookie"])
def test_only_a_refresh_token_refreshes(open_browser: Any, credentials: dict[str, str], by: str) -> None:
    for kind in ("session id", "bare", "access"):
        assert rotated(open_browser(), credentials[kind], by) == INVALID
    assert rotated(open_browser(), credentials["refresh"], by) == (HTTPStatus.OK, None)


def test_an_access_token_ends_no_family(open_browser: Any, credentials: dict[str, str]) -> None:
    """Logout takes anything and is impressed by nothing but a refresh token."""
    for kind in ("session id", "bare", "access"):
        found = open_browser().post("/jwt-refresh/logout", json={"refreshToken": credentials[kind]})
        assert (found.status_code, found.json()["revoked"]) == (HTTPStatus.OK, False)
    assert rotated(open_browser(), credentials["refresh"], "body") == (HTTPStatus.OK, None)


def test_the_header_counts_when_a_cookie_comes_too(open_browser: Any, credentials: dict[str, str]) -> None:
    headers = {"Authorization": "Bearer nothing", "Cookie": f"accessToken={credentials['bare']}"}
    assert code(open_browser().get("/jwt/me", headers=headers)) == INVALID

    headers = {"Authorization": f"Bearer {credentials['bare']}", "Cookie": "accessToken=nothing"}
    assert code(open_browser().get("/jwt/me", headers=headers)) == (HTTPStatus.OK, None)
