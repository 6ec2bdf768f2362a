"""What the lab's page says is true of what this page holds: whose login, which moment, which order."""

import httpx
import pytest
from playwright.sync_api import expect

from lab.guides import NAMES

pytestmark = pytest.mark.browser


def choose(lab, name):
    lab.page.locator(".people").get_by_role("button", name=name, exact=True).click()


def test_a_column_shows_the_login_it_holds_not_the_account_s_newest(lab):
    """Elsewhere alice signs in later, in both modes that remember, and one of those logins ends."""
    lab.do("login")
    sent = {"email": lab.account(), "password": "open-sesame"}
    for prefix in ("/session", "/jwt-refresh"):
        assert httpx.post(f"{lab.server.url}{prefix}/login", json=sent).status_code == 200
    lab.do("me")

    family = lab.band("jwt-refresh", "The server remembers")
    expect(family).to_contain_text("gen 0")
    expect(family).to_contain_text("Also signed in")
    lab.do("logout")
    expect(family).to_contain_text("family revoked: signed out")
    expect(lab.band("session", "The server remembers")).to_contain_text("this login's session was removed")


def test_who_is_chosen_next_changes_nothing_of_who_is_signed_in(lab):
    lab.do("login")
    choose(lab, "bob")
    lab.do("me", "profile")

    expect(lab.band("session", "The client holds")).not_to_contain_text("ENDED")
    for mode in ("session", "jwt", "jwt-refresh"):
        expect(lab.page.locator(f"#column-{mode} .who")).to_have_text("alice")
    expect(lab.band("session", "The server remembers")).to_contain_text("Alice 3")


def test_a_sign_in_that_fails_leaves_nobody_signed_in_who_was_not(lab):
    lab.page.locator("summary", has_text="Operator").click()
    lab.press("Deactivate alice", ".menu[open]")
    lab.do("login")

    assert lab.statuses() == ["401 invalid_credentials"] * 3
    assert lab.page.locator(".who").all_inner_texts() == ["nobody"] * 3


def test_an_earlier_step_shows_what_page_wire_and_stores_were_then(lab):
    lab.do("login", "logout")
    expect(lab.band("session", "The client holds")).to_contain_text("No cookie yet")

    lab.page.keyboard.press("ArrowLeft")

    expect(lab.page.locator(".past")).to_contain_text("As it was after step 1 of 2")
    expect(lab.band("session", "The client holds")).to_contain_text("sessionId")
    expect(lab.band("session", "The server remembers")).to_contain_text("TTL")
    expect(lab.band("jwt-refresh", "The server remembers")).not_to_contain_text("revoked")
    lab.page.click("#back-to-now")
    expect(lab.band("session", "The client holds")).to_contain_text("No cookie yet")


def test_a_token_of_a_later_clock_says_so_when_the_clock_goes_back(lab):
    lab.do("login")
    lab.press("past access token", ".clock")
    lab.do("login")
    lab.press("now", ".clock")

    expect(lab.band("jwt", "The client holds")).to_contain_text("in this clock's future")


def test_a_sign_in_is_drawn_in_its_true_order_with_answers(lab):
    lab.do("login")
    lab.page.locator("#column-session .message").click()

    said = " ".join(lab.page.locator("dialog .sequence .arrow text").all_text_contents())

    assert said.index("SQL SELECT accounts_account → 1 row") < said.index("checks the password")
    assert said.index("checks the password") < said.index("Redis SET session → OK")


def test_a_bearer_token_goes_without_a_csrf_token(lab):
    lab.do("login", "profile")
    asked = {}
    lab.page.on("request", lambda request: asked.update({request.url.removeprefix(lab.server.url): request.headers}))

    lab.do("profile")

    sent = {path: "x-csrftoken" in headers for path, headers in asked.items() if path.endswith("/profile")}
    assert sent == {"/session/profile": True, "/jwt/profile": False, "/jwt-refresh/profile": False}


def test_a_reload_keeps_steps_clock_and_loot(lab):
    lab.do("login", "me", "steal")
    lab.press("+1 min", ".clock")

    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")

    expect(lab.page.locator("#steps tbody tr")).to_have_count(3)
    expect(lab.page.locator(".clock strong")).to_have_text("+1:00")
    lab.do("use", "me")
    assert lab.statuses()[0] == "200"


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_starts_from_a_page_of_its_own_whatever_was_before(lab, name):
    """Somebody is signed in, by cookies, the admin is demoted, the clock is ahead, a column doesn't act."""
    for mode, carrier in (("jwt", "cookie"), ("jwt-refresh", "split")):
        lab.page.select_option(f"#carrier-{mode}", carrier)
    lab.do("login")
    choose(lab, "admin")
    lab.page.locator("summary", has_text="Operator").click()
    lab.press("Make admin a user", ".menu[open]")
    lab.press("+1 min", ".clock")
    lab.page.uncheck("#acts-jwt")

    lab.page.keyboard.press("g")
    lab.settle()
    lab.press({"sessions": "Sessions", "jwt": "JWT", "refresh": "Refresh"}[name], "#guide")

    assert [c["name"] for c in lab.context.cookies() if c["name"] != "csrftoken"] == []
    expect(lab.page.locator(".clock strong")).to_have_text("0:00")
    expect(lab.page.locator("#acts-jwt")).to_be_checked()
    choose(lab, "admin")
    lab.do("login", "report")
    assert lab.statuses() == ["200", "200", "200"]


def test_a_reload_goes_on_with_the_guide_where_it_was(lab):
    lab.page.keyboard.press("g")
    lab.settle()
    lab.page.locator("#guide .ask").get_by_role("button", name="401").click()
    lab.page.click("#do-step")
    expect(lab.page.locator("#guide progress")).to_have_attribute("value", "1")
    lab.settle()

    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")

    expect(lab.page.locator("#guide progress")).to_have_attribute("value", "1")
    expect(lab.page.locator("#guide .last")).to_contain_text("You were right.")
