"""A page of another site attacks from the learner's own browser: each lock holds; without them each weapon works."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARGS, CHROMIUM
from tests.browser.lab.conftest import Lab, rows

pytestmark = pytest.mark.browser
LOCKS = ("preflight", "content-type", "samesite", "origin", "token")
ALLOWED = {"profile": {"cookie_controls_mode": 0}}  # Chromium's setting "Allow third-party cookies"


def sign_in_by_cookie(lab):
    """Session by cookie, JWT by cookie, JWT + refresh from memory."""
    lab.page.select_option("#carrier-jwt", "cookie")
    lab.do("login")
    lab.press("CSRF & XSS")


def fire(lab, weapon, without=()):
    """What the table says of each mode: the lock that held, or "worked", and the answer."""
    for lock in LOCKS:
        lab.page.set_checked(f"#lock-{lock}", lock not in without)
        lab.settle()
    lab.page.locator(f"[data-weapon={weapon}] button").click()
    lab.settle()
    return [text.split(maxsplit=1)[1] for text in lab.page.locator(f"[data-weapon={weapon}] td b").all_inner_texts()]


def test_with_every_lock_in_place_no_weapon_works(lab):
    sign_in_by_cookie(lab)

    assert fire(lab, "logout") == [
        "stopped by SameSite: 200",
        "stopped by SameSite: 200",
        "stopped by its carrier: 200",
    ]
    assert fire(lab, "login") == ["stopped by Origin: 403 csrf_failed"] * 3
    assert fire(lab, "profile") == ["stopped by Preflight, CORS: never sent"] * 3

    lab.press("Lock-step")
    lab.do("me")
    assert lab.statuses() == ["200", "200", "200"]
    assert rows(lab.server, "SELECT display_name FROM accounts_account WHERE email = ?", lab.account()) == [("Alice",)]


def test_a_form_that_is_let_through_meets_the_next_lock(lab):
    """In their order; the refusal's own sentence is shown, and the columns that don't act are left alone."""
    sign_in_by_cookie(lab)
    lab.press("Lock-step")
    lab.page.uncheck("#acts-jwt")
    lab.page.uncheck("#acts-jwt-refresh")
    lab.press("CSRF & XSS")
    first = lab.page.locator("[data-weapon=logout] td").first

    assert fire(lab, "logout", ("samesite",)) == ["stopped by Origin: 403 csrf_failed"]
    expect(first).to_contain_text("neither this host's nor one that")
    assert fire(lab, "logout", ("samesite", "origin")) == ["stopped by CSRF token: 403 csrf_failed"]
    expect(first).to_contain_text("CSRF token missing")
    assert fire(lab, "login", ("origin",)) == ["stopped by Content type: 415 unsupported_media_type"]


def test_with_the_locks_out_of_its_way_a_form_works(open_lab):
    """And in the other direction: the lab at 127.0.0.1, attacked from localhost."""
    lab = open_lab(host="127.0.0.1")
    sign_in_by_cookie(lab)

    assert fire(lab, "logout", LOCKS) == ["worked: 200", "worked: 200", "stopped by its carrier: 200"]
    assert {(c["name"], c["path"]) for c in lab.context.cookies() if c["name"] != "csrftoken"} == set()
    assert lab.page.locator(".who").all_inner_texts() == ["nobody", "nobody", "alice"]

    assert fire(lab, "login", LOCKS) == ["worked: 200"] * 3
    assert lab.page.locator(".who").all_inner_texts() == ["bob"] * 3
    lab.press("Lock-step")
    lab.do("me")
    emails = lab.page.evaluate("fetch('/session/me').then((answer) => answer.json()).then((me) => me.email)")
    assert emails == lab.account("bob")


def test_a_browser_that_blocks_third_party_cookies_is_a_lock_of_its_own(lab):
    """As the windows of these tests do, which are private ones."""
    sign_in_by_cookie(lab)

    found = [fire(lab, "profile", LOCKS[:taken])[0] for taken in (2, 5)]

    assert found == [
        "stopped by SameSite: 401 not_authenticated",
        "stopped by the browser itself: 401 not_authenticated",
    ]


def test_where_third_party_cookies_are_allowed_a_fetch_works_without_the_locks(chromium, server, tmp_path):
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default/Preferences").write_text(json.dumps(ALLOWED))
    window = {"executable_path": CHROMIUM, "args": ARGS, "viewport": {"width": 1280, "height": 720}}
    browser = chromium.browser_type.launch_persistent_context(tmp_path, **window)
    memory = "stopped by its carrier: 401 not_authenticated"
    try:
        lab = Lab(browser, server).open()
        sign_in_by_cookie(lab)
        held, email = [fire(lab, "profile", LOCKS[:taken]) for taken in (3, 4, 5)], lab.account()
        other = Lab(browser, server, "127.0.0.1").open()
        sign_in_by_cookie(other)
        assert fire(other, "profile", LOCKS)[0] == "worked: 200"
    finally:
        browser.close()

    assert held == [
        ["stopped by Origin: 403 csrf_failed", "stopped by Origin: 403 csrf_failed", memory],
        ["stopped by CSRF token: 403 csrf_failed", "stopped by CSRF token: 403 csrf_failed", memory],
        ["worked: 200", "worked: 200", memory],
    ]
    [(name,)] = rows(server, "SELECT display_name FROM accounts_account WHERE email = ?", email)
    assert name == "changed by a foreign page"


def test_a_lock_is_taken_away_for_one_run_alone_and_comes_back(lab, open_lab):
    other = open_lab()
    lab.page.select_option("#carrier-jwt-refresh", "cookie")
    sign_in_by_cookie(lab)
    born = {(c["name"], c["path"]): (c["sameSite"], c["secure"]) for c in lab.context.cookies()}
    assert fire(lab, "logout", ("samesite",))[0] == "stopped by Origin: 403 csrf_failed"
    other.do("login")
    assert {c["sameSite"] for c in other.context.cookies()} == {"Lax"}
    assert {(c["sameSite"], c["secure"]) for c in lab.context.cookies()} == {("None", True)}

    assert fire(lab, "logout")[0] == "stopped by SameSite: 200"

    again = {(c["name"], c["path"]): (c["sameSite"], c["secure"]) for c in lab.context.cookies()}
    assert {name: again[name] for name in again if "csrftoken" not in name} == {
        name: born[name] for name in born if "csrftoken" not in name
    }


def test_by_a_network_address_it_says_what_is_needed(lab):
    """No second name, and no Secure cookie over plain HTTP."""
    lab.page.route("**/static/lab/csrf.js", served)
    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")
    lab.press("CSRF & XSS")

    expect(lab.page.locator("#csrf")).to_contain_text("This needs two names of the server")
    expect(lab.page.locator("[data-weapon=logout] button")).to_be_disabled()


def served(route):
    """The module as a page at another host has it."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("location.hostname", '"192.168.1.20"'))
