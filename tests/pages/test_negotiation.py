"""Pages are for browsers; an API client never meets one, and pays nothing for them."""

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES

pytestmark = pytest.mark.django_db
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CREDENTIALS = {"email": "alice@example.com", "password": PASSWORD, "carrier": "cookie"}
BY_COOKIE = [mode for mode in MODES if "cookie" in mode.carriers]
PATHS = ["", "/login", "/me", "/profile", "/report", "/logins", "/logins/x", "/logout", "/password", "/nothing"]


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_whoever_does_not_ask_for_html_gets_json(open_browser, mode, path, accept):
    response = open_browser(Accept=accept).get(f"{mode.prefix}{path}")

    assert response.headers["Content-Type"] == "application/json"
    assert "code" in response.json()


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
@pytest.mark.parametrize("path", PATHS)
def test_a_browser_gets_a_page_with_the_status_of_the_json(open_browser, mode, path):
    plain = open_browser().get(f"{mode.prefix}{path}")
    page = open_browser(Accept=BROWSER).get(f"{mode.prefix}{path}")

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    form_of_its_own = plain.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert page.status_code == (HTTPStatus.OK if form_of_its_own else plain.status_code)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/.well-known/jwks.json"])
def test_what_lies_under_no_prefix_has_no_page(open_browser, db, path):
    response = open_browser(Accept=BROWSER).get(path)

    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("mode", BY_COOKIE, ids=lambda mode: mode.name)
def test_json_is_rendered_without_a_template_or_a_look_at_who_is_signed_in(open_browser, accounts, mode, monkeypatch):
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("a page was begun for an API client")

    monkeypatch.setattr("pages.renderer.PageRenderer.render", never)
    monkeypatch.setattr("pages.renderer.standing_of", never)
    http = open_browser()
    http.post(f"{mode.prefix}/login", json=CREDENTIALS)

    assert http.get(f"{mode.prefix}/me").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("mode", "statements"), list(zip(BY_COOKIE, (1, 0, 0), strict=True)), ids=lambda value: str(value)[:40]
)
def test_the_root_answers_an_api_client_who_is_signed_in_at_the_cost_of_me(open_browser, accounts, mode, statements):
    http = open_browser()
    http.post(f"{mode.prefix}/login", json=CREDENTIALS)

    with CaptureQueriesContext(connection) as asked:
        overview = http.get(mode.prefix).json()

    assert len(asked) == statements
    assert overview["signedIn"] == {"id": accounts["alice"].pk, "email": "alice@example.com", "role": "user"}
    assert overview["expiresAt"] > "2026"
    assert (overview["renewableUntil"] is not None) == (mode.name == "jwt-refresh")


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_the_root_says_to_everybody_else_that_nobody_is_signed_in(open_browser, mode):
    overview = open_browser().get(mode.prefix).json()

    assert (overview["signedIn"], overview["code"], overview["expiresAt"]) == (None, "not_authenticated", None)


def test_the_root_tells_an_expired_token_that_can_be_renewed_from_no_token(open_browser, accounts):
    http = open_browser()
    http.post("/jwt-refresh/login", json=CREDENTIALS)

    overview = http.get("/jwt-refresh", headers={"X-Lab-Clock": "+901"}).json()

    assert (overview["signedIn"], overview["code"]) == (None, "token_expired")
    assert overview["renewableUntil"] > "2026"
