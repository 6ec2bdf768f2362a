"""An operator in a real browser ends other people's logins, and they are out."""

import re

import pytest

from .axe import every_fault
from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
LISTS = ("accounts/account/", "accounts/authevent/", "sessions_auth/session/", "jwt_refresh/tokenfamily/")
SIGN_IN = """async ([prefix, carrier]) => {
  const body = JSON.stringify({ email: "alice@example.com", password: "open-sesame", carrier });
  const headers = { "Content-Type": "application/json" };
  return (await fetch(`${prefix}/login`, { method: "POST", headers, body })).status;
}"""
WHOLE = """() => [...document.querySelectorAll(".results")].every((e) => e.scrollWidth <= e.clientWidth)"""
ASK = """async ([method, path]) => {
  const csrf = (document.cookie.match(/csrftoken=([^;]+)/) || [])[1];
  const response = await fetch(path, { method, headers: { "X-CSRFToken": csrf } });
  return [response.status, (await response.json()).code ?? null];
}"""


@pytest.fixture
def operator(open_page):
    """A page signed in to the admin, in a browser of its own."""

    def signed_in(**options):
        page = open_page(**options)
        page.goto("/admin/")
        page.fill("#id_username", "admin@example.com")
        page.fill("#id_password", "open-sesame")
        page.click("input[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    return signed_in


def end_alices_login(page, list_page):
    """Tick Alice's row, choose the action, and say yes to the page that asks; returns that page's text."""
    page.goto(f"/admin/{list_page}")
    page.get_by_role("row", name="alice@example.com").first.get_by_role("checkbox").check()
    page.select_option("select[name=action]", "end_selected")
    page.get_by_role("button", name="Go").click()
    asked = page.inner_text("#content")
    page.get_by_role("button", name="Yes, I’m sure").click()
    page.wait_for_selector(".messagelist")
    return asked


def test_a_session_ended_by_an_operator_is_out_at_its_next_click(operator, open_page):
    alice = open_page()
    alice.goto("/healthz")
    assert alice.evaluate(SIGN_IN, ["/session", "cookie"]) == 200
    assert alice.goto("/session/me").status == 200

    page = operator()
    asked = end_alices_login(page, "sessions_auth/session/")

    assert "alice@example.com from 127.0.0.1, " in asked
    assert page.inner_text(".messagelist") == "1 login ended."
    assert alice.evaluate(ASK, ["GET", "/session/me"]) == [401, "session_expired"]


def test_a_family_ended_by_an_operator_is_out_when_its_access_token_ends(operator, open_page):
    """Until then the access token works, and the operator is told for how long."""
    alice = open_page()
    alice.goto("/healthz")
    assert alice.evaluate(SIGN_IN, ["/jwt-refresh", "cookie"]) == 200

    page = operator()
    asked = end_alices_login(page, "jwt_refresh/tokenfamily/")

    left = re.search(r"the last access token stays usable until [\d :-]+, for (\d+) min", asked)
    assert left
    assert 13 <= int(left[1]) <= 15
    assert "1 login ended. No refresh follows" in page.inner_text(".messagelist")
    page.get_by_role("link", name="alice@example.com").first.click()
    assert "ended by an operator" in page.inner_text("#content")
    assert "usable until" in page.inner_text(".field-access_until")
    assert alice.evaluate(ASK, ["GET", "/jwt-refresh/me"]) == [200, None]
    assert alice.evaluate(ASK, ["POST", "/jwt-refresh/refresh-token"]) == [401, "token_revoked"]


def test_the_operator_and_alice_share_one_browser(operator):
    page = operator()
    assert page.evaluate(SIGN_IN, ["/session", "cookie"]) == 200

    assert page.evaluate(ASK, ["GET", "/session/me"]) == [200, None]
    page.goto("/admin/accounts/account/")
    assert "admin@example.com" in page.inner_text("#user-tools").lower()
    page.click("#logout-form button")
    assert page.evaluate(ASK, ["GET", "/session/me"]) == [200, None]


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_no_page_of_the_admin_is_blocked_or_too_wide(operator, viewport, scheme):
    """The policy allows no inline script or style, and Django's pages need none: nothing is in the console. And nobody
    is kept out: every rule that axe has, on Django's own markup too."""
    page = operator(viewport=viewport, color_scheme=scheme)
    for prefix in ("/session", "/jwt-refresh"):
        page.evaluate(SIGN_IN, [prefix, "cookie"])

    for path in ("", *LISTS, "accounts/account/add/"):
        page.goto(f"/admin/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if viewport == DESKTOP:
            assert page.evaluate(WHOLE), path
        assert every_fault(page) == [], path
        row = page.locator("#result_list a[href*=change]").first
        if row.count():
            row.click()
            page.wait_for_load_state()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
            assert every_fault(page) == [], page.url
    page.goto("/admin/sessions_auth/session/")
    page.locator("#result_list .action-select").first.check()
    page.select_option("select[name=action]", "end_selected")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Yes, I’m sure").wait_for()
    assert every_fault(page) == [], "the page that asks"
