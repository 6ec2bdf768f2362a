"""Injected script, in the page: the four payloads of RFC 10017 §5.1, by the carriers that the columns chose."""

import pytest

from tests.browser.lab.conftest import rows

pytestmark = pytest.mark.browser
NOTHING = "✓ nothing to take"
TOKEN = "⚠ took accessToken: 200"
# carriers of jwt and jwt-refresh: what each payload does in each column.
FOUND = {
    ("memory", "memory"): {
        "proxy": ["⚠ worked: 200"] * 3,
        "acquire": ["✓ nothing to ask for"] * 2 + ["⚠ a new token: 200"],
        "once": [NOTHING, TOKEN, "⚠ took accessToken and refreshToken: 200"],
        "stay": [NOTHING, "⚠ took each accessToken", "⚠ rotation defeated"],
    },
    ("cookie", "split"): {
        "proxy": ["⚠ worked: 200"] * 3,
        "acquire": ["✓ nothing to ask for"] * 2 + ["⚠ a new token: 200"],
        "once": [NOTHING, NOTHING, TOKEN],
        "stay": [NOTHING, NOTHING, "⚠ took each accessToken"],
    },
    ("localStorage", "cookie"): {
        "proxy": ["⚠ worked: 200"] * 3,
        "acquire": ["✓ nothing to ask for"] * 2 + ["✓ 200, nothing to read"],
        "once": [NOTHING, TOKEN, NOTHING],
        "stay": [NOTHING, "⚠ took each accessToken", NOTHING],
    },
}


@pytest.mark.parametrize("carriers", FOUND, ids=" and ".join)
def test_each_payload_does_what_its_carrier_lets_it(lab, carriers):
    for mode, carrier in zip(("jwt", "jwt-refresh"), carriers, strict=True):
        lab.page.select_option(f"#carrier-{mode}", carrier)
    lab.do("login")
    lab.press("CSRF & XSS")

    for payload, expected in FOUND[carriers].items():
        lab.page.locator(f"[data-payload={payload}] button").click()
        lab.settle()
        cells = lab.page.locator(f"[data-payload={payload}] td")
        assert cells.locator("b").all_inner_texts() == expected, payload

    [(name,)] = rows(lab.server, "SELECT display_name FROM accounts_account WHERE email = ?", lab.account())
    assert name == "changed by injected script"


def test_a_copy_is_worth_nothing_without_its_key_and_script_in_the_page_has_it_sign(lab):
    """In columns that one chooses: two to four, and a link to them."""
    lab.page.locator("summary", has_text="Columns").click()
    lab.page.check("#show-opaque")
    assert [lab.page.is_disabled(f"#show-{name}") for name in ("session", "jwt-dpop")] == [False, True]
    lab.page.uncheck("#show-jwt-refresh")
    lab.page.uncheck("#show-jwt")
    assert lab.page.is_disabled("#show-session")
    lab.page.check("#show-jwt-dpop")
    lab.page.keyboard.press("Escape")
    assert lab.page.url.endswith("#columns=session%2Copaque%2Cjwt-dpop")

    lab.do("login", "steal", "use")
    assert lab.statuses() == ["200", "200", "401 invalid_dpop_proof"]
    assert "worthless without the key" in lab.band("jwt-dpop", "A thief could").inner_text()
    lab.press("CSRF & XSS")
    expected = {
        "proxy": ["⚠ worked: 200"] * 3,
        "acquire": ["✓ nothing to ask for"] * 2 + ["✓ a new token: 401"],
        "once": [NOTHING, TOKEN, "✓ took accessToken and refreshToken: 401"],
        "stay": [NOTHING, "⚠ took each accessToken", "✓ refused: 401, 401, 401"],
    }
    found = {}
    for payload in expected:
        lab.page.locator(f"[data-payload={payload}] button").click()
        lab.settle()
        found[payload] = lab.page.locator(f"[data-payload={payload}] td b").all_inner_texts()
    assert found == expected
    assert "acts as you" in lab.page.locator("[data-payload=proxy] td").last.inner_text()
    assert "12 h at most" in lab.page.locator("[data-payload=once] td").nth(1).inner_text()


def test_rotation_ends_what_was_stolen_once_and_not_what_is_stolen_on(lab):
    lab.do("login")
    lab.press("CSRF & XSS")
    families = (
        "SELECT revoked_reason, revoked_at IS NULL FROM jwt_refresh_tokenfamily f "
        "JOIN accounts_account a ON a.id = account_id WHERE email = ? ORDER BY f.id"
    )

    for payload in ("once", "stay"):
        lab.page.locator(f"[data-payload={payload}] button").click()
        lab.settle()

    assert rows(lab.server, families, lab.account()) == [("reuse", 0), ("", 1)]
