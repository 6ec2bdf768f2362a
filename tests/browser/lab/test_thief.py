"""What a thief gets: until it is taken back, by rotation, in time, in the race, at a second server."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.lab.conftest import rows

pytestmark = pytest.mark.browser
MODES = ("session", "jwt", "jwt-refresh")


def test_a_thief_is_in_until_the_mode_can_take_it_back(lab):
    lab.page.select_option("#carrier-jwt-refresh", "split")
    lab.do("login", "steal")
    expect(lab.band("session", "A thief could")).to_contain_text("HttpOnly, XSS could not have read it")
    expect(lab.band("jwt", "A thief could")).to_contain_text("XSS could have read it too")

    lab.do("use")
    assert lab.statuses() == ["200", "200", "200"]
    assert rows(lab.server, "SELECT DISTINCT ip_address FROM sessions_auth_session") != []

    lab.do("logout", "use")

    assert lab.statuses() == ["401 session_expired", "200", "200"]
    assert [lab.page.locator(f"#column-{mode} .verdict").get_attribute("data-worked") for mode in MODES] == [
        "false",
        "true",
        "true",
    ]


def test_a_replayed_token_kills_the_family(lab):
    lab.do("login", "refresh", "refresh")
    truth = lab.band("jwt-refresh", "The server remembers")
    expect(truth).to_contain_text("Retry window open")
    lab.press("+1 min", ".clock")
    expect(truth).to_contain_text("Retry window closed")

    truth.get_by_role("button", name="generation 0").click()
    lab.settle()

    assert lab.statuses() == ["–", "–", "401 refresh_reused"]
    expect(truth).to_contain_text("family revoked: reuse detected")
    [(generation, reason)] = rows(
        lab.server,
        "SELECT generation, revoked_reason FROM jwt_refresh_tokenfamily f JOIN accounts_account a ON a.id = account_id "
        "WHERE email = ?",
        lab.account(),
    )
    assert (generation, reason) == (2, "reuse")


def test_only_this_page_s_clock_moves(lab, open_lab):
    other = open_lab()
    for page in (lab, other):
        page.do("login")

    lab.press("past access token", ".clock")
    expect(lab.page.locator(".clock strong")).to_have_text(re.compile(r"\+1[45]:\d\d"))
    expect(lab.band("jwt-refresh", "The client holds")).to_contain_text("EXPIRED")
    for page in (lab, other):
        page.do("me")
    assert lab.statuses() == ["200", "200", "401 token_expired"]
    assert other.statuses() == ["200", "200", "200"]

    lab.press("past session idle", ".clock")
    lab.do("me")
    assert lab.statuses()[0] == "401 session_expired"
    lab.press("past bare JWT", ".clock")
    lab.press("past refresh token", ".clock")
    lab.do("me", "refresh")
    assert lab.statuses() == ["–", "–", "401 token_expired"]


def test_the_revocation_race_is_drawn_as_it_was_run(lab):
    """And the key that is rotated is the race's own: everybody else's stays."""
    lab.do("login")
    keys = (lab.server.folder / "jwt-keys.json").read_text()
    lab.press("Revocation race")
    for event in ("sign-out", "key"):
        lab.page.locator(f"[data-event={event}] button").click()
        lab.settle()

    said = {e: lab.page.locator(f"[data-event={e}] .said").all_text_contents() for e in ("sign-out", "key")}
    assert said["sign-out"] == ["✓ no, at once", "yes for 1 h", "yes for 15 min"]
    assert said["key"][:2] == ["yes for 30 min", "yes for 1 h"]
    assert said["key"][2].startswith("yes for 7 d")
    assert (lab.server.folder / "jwt-keys.json").read_text() == keys


def test_one_renewal_for_all_calls_keeps_a_login_that_a_renewal_for_each_call_ends(lab):
    """Two tabs of twenty calls whose token has run out, on the same server."""
    lab.press("Revocation race")
    lab.press("Run both", "#twenty")

    rows = {name: lab.page.locator(f"[data-client={name}] td").first for name in ("plain", "good")}
    chips = {name: row.locator(".chip").all_inner_texts() for name, row in rows.items()}
    assert chips["good"] == ["✓ 1 renewal, 1 rotation"] * 3
    assert "✓ nobody signed out, 3 renewals sent, 0 calls failed." in rows["good"].inner_text()
    assert all(int(re.findall(r"\d+", chip)[0]) > 1 for chip in chips["plain"])
    assert any(chip.startswith("✕") for chip in chips["plain"])


def test_a_second_server_knows_what_it_can_know(lab):
    lab.press("Two servers")
    for stores in ("alone", "shared"):
        lab.page.locator(f"[data-stores={stores}] button").click()
        lab.settle()

    cells = {s: lab.page.locator(f"[data-stores={s}] td").all_inner_texts() for s in ("alone", "shared")}
    answers = {s: [re.findall(r"there [✓✕] (\d+(?: \w+)?)", cell) for cell in found] for s, found in cells.items()}
    assert answers == {
        "alone": [["401 session_expired"], ["200"], ["200", "401 token_revoked"]],
        "shared": [["200"], ["200"], ["200", "200"]],
    }
