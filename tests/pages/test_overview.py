"""The root of each mode as a page: the slides' steps, the mode card, and where to look on."""

import re
from http import HTTPStatus

import pytest
from django.test import override_settings

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES

pytestmark = pytest.mark.django_db
EACH_MODE = pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
STEPS = {
    "session": [
        "User logs in",
        "Server creates a session",
        "Session id sent to client",
        "Client sends session cookie",
        "Server verifies the session",
    ],
    "jwt": [
        "User logs in",
        "Server verifies credentials",
        "Token is sent back to client",
        "Client stores token",
        "Client sends token in each request",
        "Server verifies token",
    ],
    "opaque": [
        "User logs in",
        "Server creates a session",
        "Token is sent back to client",
        "Client sends token in each request",
        "Server looks the token up",
        "Logout",
    ],
    "jwt-dpop": [
        "Client makes a key",
        "User logs in",
        "Client proves each request",
        "When access token expires",
        "Logout",
    ],
    "jwt-refresh": ["User logs in", "Client stores tokens", "When access token expires", "Logout"],
}


@pytest.fixture
def browser(open_browser):
    return open_browser(Accept="text/html")


@EACH_MODE
def test_it_has_the_slides_steps_in_order_each_with_the_page_that_does_it(browser, mode):
    steps = re.findall(r'<li><a href="([^"]+)">([^<]+)</a> <span>', browser.get(mode.prefix).text)

    assert [title for _, title in steps] == STEPS[mode.name]
    for url, _ in steps:
        assert browser.get(url).status_code in (HTTPStatus.OK, HTTPStatus.UNAUTHORIZED)


@EACH_MODE
def test_it_shows_the_mode_card(browser, mode):
    page = browser.get(mode.prefix).text

    assert mode.card.partition("\n")[0] in page
    rows = re.findall(r"<dt>([^<]+)</dt>", page.partition('class="modecard"')[2])
    words = ["The client holds", "The server remembers", "Each request costs", "Logout means", "The main risk"]
    assert rows[:5] == words


@EACH_MODE
def test_it_leads_to_the_operators_list(browser, accounts, mode):
    url = re.search(r'href="(/admin/[^"]+/[^"]*)"', browser.get(mode.prefix).text)[1]
    answer = browser.get(url)

    assert answer.status_code == HTTPStatus.FOUND
    assert answer.headers["Location"].startswith("/admin/login/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', browser.get(answer.headers["Location"]).text)[1]
    sent = {"username": "admin@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token}
    browser.post("/admin/login/", data=sent)
    assert browser.get(url).status_code == HTTPStatus.OK


@EACH_MODE
def test_it_leads_to_the_source_that_runs(browser, mode):
    response = browser.get(f"{mode.prefix}/source/authentication.py")

    assert response.status_code == HTTPStatus.OK
    assert f"class {mode.authentication.__name__}(" in response.text


@EACH_MODE
@pytest.mark.parametrize("name", ["nothing.py", "..%2Fmodes.py", "../../authdemo/settings.py", "%2Fetc%2Fpasswd"])
def test_no_other_file_is_shown(browser, mode, name):
    with override_settings(DEBUG=False):
        assert browser.get(f"{mode.prefix}/source/{name}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(("prefix", "name"), [("/jwt", "accessToken"), ("/jwt-refresh", "refreshToken")])
def test_a_token_that_goes_out_by_cookie_is_shown_with_its_attributes_and_without_its_value(
    browser, accounts, prefix, name
):
    sent = {"email": "alice@example.com", "password": PASSWORD, "carrier": "cookie"}

    page = browser.post(f"{prefix}/login", json=sent)

    assert re.search(rf"{name}=…; expires=.*; HttpOnly; .*Path={prefix}; SameSite=", page.text)
    assert page.cookies[name] not in page.text
