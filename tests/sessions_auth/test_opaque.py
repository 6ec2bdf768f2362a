"""An opaque token opens /opaque, by a bearer header, and nothing else does."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler

from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from sessions_auth.bearer.client import Client
from sessions_auth.checks import DJANGOS, OURS
from sessions_auth.client import Client as SessionClient
from sessions_auth.models import Session
from tests.conftest import BASE

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(open_browser: Any, accounts: Any, store: str) -> Client:
    client = Client(open_browser())
    assert client.login("alice@example.com", PASSWORD).is_success
    return client


def code(response: Any) -> str:
    return str(response.json().get("code", "ok"))


def test_what_is_no_live_token_is_refused(alice: Client, open_browser: Any) -> None:
    token = str(alice.access_token)
    refused = [token[4:], token[:-1], token + "A", token.upper(), "ses_", "", f"{token} {token}", "x" * 5000]

    answers = [open_browser().get("/opaque/me", headers={"Authorization": f"Bearer {offered}"}) for offered in refused]

    assert [code(answer) for answer in answers] == ["invalid_token"] * len(refused)
    challenge = 'Bearer realm="opaque", error="invalid_token", error_description="The token is not valid here."'
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {challenge}


def test_the_scheme_has_no_case_and_another_offers_nothing(alice: Client, open_browser: Any) -> None:
    headers = [f"{scheme} {alice.access_token}" for scheme in ("bearer", "BEARER", "Basic", "Token")]

    codes = [code(open_browser().get("/opaque/me", headers={"Authorization": header})) for header in headers]

    assert codes == ["ok", "ok", "not_authenticated", "not_authenticated"]


def test_a_token_is_no_cookie_and_a_cookie_no_token(alice: Client, open_browser: Any) -> None:
    session = SessionClient(open_browser())
    session.login("alice@example.com", PASSWORD)
    cookie = session.http.cookies["sessionId"]
    by_cookie = {"Cookie": f"sessionId={alice.access_token}; accessToken={alice.access_token}"}

    assert code(open_browser().get("/session/me", headers=by_cookie)) == "session_expired"
    assert code(open_browser().get("/opaque/me", headers=by_cookie)) == "not_authenticated"
    assert code(open_browser().get("/opaque/me", headers={"Authorization": f"Bearer {cookie}"})) == "invalid_token"
    assert code(open_browser().get("/jwt/me", headers=alice.credential())) == "invalid_token"
    assert open_browser().get("/admin/", headers=alice.credential()).status_code == HTTPStatus.FOUND


def test_the_store_has_no_token(alice: Client, store: str) -> None:
    row = Session.objects.get()

    assert (row.scope, row.store) == ("opaque", store)
    assert str(alice.access_token)[4:] not in " ".join(map(str, vars(row).values()))


def test_a_new_password_keeps_the_token_and_ends_the_sessions(alice: Client, open_browser: Any) -> None:
    session = SessionClient(open_browser())
    session.login("alice@example.com", PASSWORD)

    changed = alice.send("POST", "password", {"currentPassword": PASSWORD, "newPassword": "a quite different secret"})

    assert changed.json() == {"revokedLogins": 1}
    assert "set-cookie" not in changed.headers
    assert (code(alice.send("GET", "me")), code(session.send("GET", "me"))) == ("ok", "session_expired")


def test_an_account_that_was_refused_stays_out(alice: Client, accounts: Any) -> None:
    for active in (False, True):
        accounts["alice"].is_active = active
        accounts["alice"].save()
        assert code(alice.send("GET", "me")) == "invalid_token"


def test_under_another_middleware_a_cookie_is_still_no_token(application: Any, accounts: Any, settings: Any) -> None:
    """Django's own gives every path the cookie's session, which an unsafe call would carry without a CSRF token."""
    settings.MIDDLEWARE = [DJANGOS if name == OURS else name for name in settings.MIDDLEWARE]
    settings.SESSION_COOKIE_PATH, settings.SESSION_SAVE_EVERY_REQUEST = "/", True
    wsgi = WSGIHandler()
    http = open_http(BASE, httpx.WSGITransport(lambda environ, start: application(environ, start, wsgi)))
    assert http.post("/session/login", json={"email": "alice@example.com", "password": PASSWORD}).is_success

    assert code(http.get("/session/me")) == "ok"
    assert code(http.patch("/opaque/profile", json={"displayName": "Mallory"})) == "not_authenticated"
    assert http.post("/opaque/logout").json() == {"revoked": False, "accessUsableUntil": None}
    assert code(http.get("/session/me")) == "ok"
