"""A developer explores the API by clicking, in all three modes; and a visitor without script uses a session."""

import json
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import BY_PREFIX, MODES, SHOWN

from .axe import serious_faults
from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
EACH_MODE = pytest.mark.parametrize("mode", SHOWN, ids=lambda mode: mode.name)
BOUND = BY_PREFIX["/jwt-dpop"]
BEARER = [mode for mode in MODES if "body" in mode.carriers and mode is not BOUND]
ALICE = "alice@example.com"
# Every kind of page in one mode; in the others, those that are drawn differently there.
PAGES = {
    "session": ["", "/login", "/profile", "/logins", "/password", "/nothing", "/source", "/account"],
    "jwt": ["", "/logout"],
    "jwt-refresh": ["", "/logins", "/refresh-token"],
    "jwt-dpop": ["", "/logins"],
}


def sign_in(page: Page, prefix: str, path: str = "/profile") -> None:
    page.goto(f"{prefix}{path}")
    form = page.locator("form[data-method=POST][data-url$='/login']")
    form.get_by_label("E-mail address").fill(ALICE)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()


def standing(page: Page, name: str):
    return page.locator(f".tab.{name} .standing")


def test_one_signs_in_by_each_modes_form_and_switches_between_them_on_one_page(open_page):
    page = open_page()
    page.goto("/session/me")
    for mode in SHOWN:
        expect(standing(page, mode.name)).to_have_text("not signed in")

    for mode in SHOWN:
        sign_in(page, mode.prefix, "/me")
        page.wait_for_url(f"**{mode.prefix}/me")

    for mode in SHOWN:
        page.get_by_label("This page in each mode").get_by_role("link", name=mode.title).first.click()
        page.wait_for_url(f"**{mode.prefix}/me")
        expect(page.locator("#answer")).to_contain_text('"role": "user"')
        for other in SHOWN:
            expect(standing(page, other.name)).to_contain_text(ALICE)
            expect(standing(page, other.name)).to_contain_text(re.compile(r"until \d\d:\d\d, \d+ min"))
    expect(standing(page, "jwt-refresh")).to_contain_text("refresh 7 days")


@EACH_MODE
def test_one_edits_a_profile_and_signs_out(open_page, mode):
    page = open_page()
    sign_in(page, mode.prefix)
    page.get_by_label("Display name").fill(f"Alice by {mode.title}")

    page.get_by_role("button", name="Edit the profile").click()
    expect(page.locator("#answer")).to_contain_text("200 OK")
    page.goto(f"{mode.prefix}/profile")
    expect(page.locator("#answer")).to_contain_text(f"Alice by {mode.title}")

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#answer")).to_contain_text("accessUsableUntil")
    expect(standing(page, mode.name)).to_contain_text("not signed in")


@EACH_MODE
def test_all_of_it_works_without_script(open_page, mode):
    page = open_page(java_script_enabled=False)
    sign_in(page, mode.prefix)
    expect(standing(page, mode.name)).to_contain_text(ALICE)
    page.get_by_label("Display name").fill("Alice")

    page.get_by_role("button", name="Edit the profile").click()

    expect(page.locator("#answer")).to_contain_text("200 OK")
    others = [other for other in SHOWN if other is not mode]
    for other in others:
        expect(standing(page, other.name)).to_have_text("open to see")


@pytest.mark.parametrize("mode", BEARER, ids=lambda mode: mode.name)
def test_a_token_of_ones_own_is_sent_as_bearer(open_page, mode):
    page = open_page()
    page.goto(f"{mode.prefix}/login")
    page.get_by_label("Carrier").select_option("body")
    page.get_by_label("E-mail address").fill(ALICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    token = re.search(r'"accessToken": "([\w.-]+)"', page.locator("#answer pre").inner_text())[1]

    page.goto(f"{mode.prefix}/profile")
    expect(page.locator("#answer")).to_contain_text("401")
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Send it as Bearer").click()
    expect(page.locator("#answer")).to_contain_text("200 OK")
    expect(standing(page, mode.name)).to_contain_text("own token")
    page.get_by_label("Display name").fill("Alice by bearer")
    page.get_by_role("button", name="Edit the profile").click()
    expect(page.locator("#answer")).to_contain_text('"displayName": "Alice by bearer"')
    assert [cookie["name"] for cookie in page.context.cookies()] == ["csrftoken"]

    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#answer")).to_contain_text("401")


def test_a_token_that_was_just_answered_is_used_by_one_click(open_page):
    page = open_page()
    page.goto("/jwt/login")
    page.get_by_label("Carrier").select_option("body")
    page.get_by_label("E-mail address").fill(ALICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("button", name="Use this access token here").click()

    expect(standing(page, "jwt")).to_contain_text("own token")


def test_a_sign_out_is_done_with_the_token_that_was_pasted(open_page):
    """It is good for another hour, and stands in sessionStorage no more."""
    page = open_page()
    page.goto("/jwt/login")
    page.get_by_label("Carrier").select_option("body")
    page.get_by_label("E-mail address").fill(ALICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use this access token here").click()
    expect(standing(page, "jwt")).to_contain_text("own token")

    page.goto("/jwt/logout")
    page.get_by_role("button", name="Sign out").click()

    expect(page.locator("#answer")).to_contain_text('"revoked": false')
    assert page.evaluate("sessionStorage.length") == 0
    expect(standing(page, "jwt")).to_contain_text("not signed in")


def test_where_tokens_are_bound_this_browsers_key_proves_each_call(open_page):
    page = open_page()
    sign_in(page, BOUND.prefix)
    expect(page.locator("#answer")).to_contain_text("200 OK")
    page.get_by_label("Display name").fill("Alice by a key of her own")
    page.get_by_role("button", name="Edit the profile").click()
    expect(page.locator("#answer")).to_contain_text('"displayName": "Alice by a key of her own"')
    expect(standing(page, BOUND.name)).to_contain_text(ALICE)

    calls = page.get_by_label(f"Calls of {BOUND.title}")
    calls.get_by_role("link", name="Refresh").click()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#answer")).to_contain_text('"refreshExpiresIn"')
    calls.get_by_role("link", name="Logins").click()
    page.wait_for_url("**/jwt-dpop/logins")
    expect(page.locator("#answer")).to_contain_text('"current": true')
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie.includes('Token')]") == [
        0,
        0,
        False,
    ]

    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#answer")).to_contain_text('"revoked": true')
    expect(standing(page, BOUND.name)).to_contain_text("not signed in")
    assert page.evaluate(KEPT, "") is None


# What the pages keep of a login; with another access token in its place, where one is given.
KEPT = """async (accessToken) => {
  const { keep, kept } = await import("/static/pages/proofs.js");
  const client = await kept("/jwt-dpop");
  if (client && accessToken) await keep("/jwt-dpop", { ...client, accessToken });
  return client ? [client.pair.privateKey.extractable, Object.keys(client.pair.privateKey), Object.keys(client)] : null;
}"""


def test_the_key_can_not_be_read_and_a_token_that_has_gone_is_renewed(open_page):
    page = open_page()
    sign_in(page, BOUND.prefix, "/me")
    page.wait_for_url("**/jwt-dpop/me")
    expect(page.locator("#answer")).to_contain_text("200 OK")

    assert page.evaluate(KEPT, "gone.gone.gone") == [False, [], ["pair", "jwk", "accessToken", "refreshToken"]]
    page.reload()

    expect(page.locator("#answer")).to_contain_text('"role": "user"')


def test_the_server_rendered_account_page_from_sign_in_to_sign_out(open_page):
    elsewhere = open_page()
    sign_in(elsewhere, "/session", "/me")
    page = open_page(java_script_enabled=False)

    page.goto("/session/account?next=/session/account")
    page.get_by_label("E-mail address").fill(ALICE)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is wrong.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/session/account")

    page.get_by_label("Display name").fill("Alice in person")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alice in person")

    page.get_by_role("button", name="End", exact=True).first.click()
    expect(page.get_by_role("status")).to_have_text("That login has ended.")

    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password").fill("a quite different secret")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
    assert elsewhere.goto("/session/me").status == 401
    page.get_by_label("Current password").fill("a quite different secret")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change it").click()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    assert page.goto("/session/me").status == 401


def test_swagger_ui_signs_in_by_each_mode_and_makes_the_unsafe_call(open_page):
    page = open_page()
    page.goto("/api/docs")
    body = f'{{"email": "{ALICE}", "password": "{PASSWORD}", "carrier": "cookie"}}'
    assert prefilled(page, "session_post_login") == {"email": ALICE, "password": PASSWORD}

    for name in (mode.name.replace("-", "_") for mode in SHOWN):
        assert try_it_out(page, f"{name}_post_login", body) == "200"
        assert try_it_out(page, f"{name}_patch_profile", '{"displayName": "Alice"}') == "200"
    assert try_it_out(page, "jwt_dpop_post_login", body.replace("cookie", "body")) == "200"
    assert try_it_out(page, "jwt_dpop_patch_profile", '{"displayName": "Alice"}') == "200"


def prefilled(page: Page, operation: str) -> dict[str, str]:
    """What the form begins with, but for what only some carriers take."""
    block = page.locator(f".opblock[id$='-{operation}']")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    begun = json.loads(block.locator("textarea").first.input_value())
    block.get_by_role("button", name="Cancel").click()
    block.locator(".opblock-summary-control").click()
    return {name: value for name, value in begun.items() if name != "carrier"}


def try_it_out(page: Page, operation: str, body: str) -> str:
    """Fill in and execute one operation of Swagger UI; answers the status that it shows."""
    block = page.locator(f".opblock[id$='-{operation}']")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.locator("textarea").first.fill(body)
    block.get_by_role("button", name="Execute").click()
    status = block.locator(".live-responses-table .response-col_status").last
    return status.inner_text().strip()


@pytest.mark.parametrize("mode", [*SHOWN, BOUND], ids=lambda mode: mode.name)
def test_no_page_keeps_anybody_out(open_page, mode):
    page = open_page()
    look_at(page, f"{mode.prefix}/profile")
    sign_in(page, mode.prefix)
    page.wait_for_url(f"**{mode.prefix}/profile")

    for path in PAGES[mode.name]:
        look_at(page, f"{mode.prefix}{path}")


def test_neither_do_the_pages_for_strangers(open_page):
    page = open_page()
    look_at(page, "/session/account")
    page.goto("/api/docs")
    page.wait_for_selector(".opblock")

    # Swagger UI puts one button into another, which no style sheet mends.
    assert serious_faults(page, ".opblock-summary-control") == []


def look_at(page: Page, path: str) -> None:
    """Projected in light colours, and on a phone in dark ones."""
    page.goto(path)
    for size, colours in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=colours)
        assert serious_faults(page) == [], (path, colours)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its window"


def test_no_page_asks_anything_of_another_machine(open_page, server):
    page = open_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))

    for path in ("/session", "/jwt/login", "/jwt-refresh/logins", "/session/account", "/jwt/source", "/api/docs"):
        page.goto(path, wait_until="networkidle")

    assert asked - {""} == {urlsplit(server.url).netloc}
