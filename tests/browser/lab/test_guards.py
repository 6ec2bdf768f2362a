"""Guards that are taken away, tokens that are forged, switches of a page's own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import every_fault

pytestmark = pytest.mark.browser


def test_a_guard_is_found_taken_away_attacked_and_put_back_and_nobody_else_notices(lab, open_lab):
    lab.press("Guards off")
    lab.press("exp ends a token")
    lab.page.locator(".lines button", has_text="claims = self.payload").click()
    expect(lab.page.locator(".chosen")).to_contain_text("✕ Not line")
    lab.page.locator(".lines button", has_text='claims["exp"] <= ').click()
    expect(lab.page.locator(".chosen")).to_contain_text("✓ Line")

    heard = []
    for press in ("Fire the attack", "Take it away", "Fire the attack", "Put it back", "Fire the attack"):
        lab.press(press)
        if press.startswith("Fire"):
            heard.append(lab.page.locator(".chosen [role=status] b").inner_text())
        if press.startswith("Take"):
            expect(lab.page.get_by_text("This page goes without: exp ends a token.")).to_be_visible()
            other = open_lab("#view=guards")
            other.press("exp ends a token")
            other.press("Fire the attack")
            expect(other.page.locator(".chosen [role=status]")).to_contain_text("✓ The attack failed.")

    assert heard == ["✓ The attack failed.", "⚠ The attack worked.", "✓ The attack failed."]
    assert every_fault(lab.page) == []


def test_a_token_is_forged_as_its_challenge_says_and_the_server_judges_it(lab):
    lab.press("Forge")
    heard = {}
    for challenge, sign in (
        ("Try it at a server as it is", "none"),
        ("The token chooses the algorithm", "none"),
        ("HS or RS?", "public"),
    ):
        lab.press(challenge)
        claims = lab.page.locator("#forge-claims")
        expect(claims).to_have_value(re.compile('"role": "user"'))
        claims.fill(claims.input_value().replace('"role": "user"', '"role": "admin"'))
        lab.page.select_option("#forge-sign", sign)
        lab.page.click("#forge-send")
        lab.settle()
        heard[challenge] = lab.page.locator("#forge-answer .status").inner_text()

    assert list(heard.values()) == ["✕ 401", "✓ 200", "✓ 200"]
    expect(lab.page.locator("#forge h2")).to_contain_text("2 of 6 solved")
    assert every_fault(lab.page) == []


def test_a_switch_counts_for_this_page_alone_and_survives_a_reload(lab):
    lab.press("Guards off")
    lab.page.locator("#set-ACCESS_TOKEN_SECONDS").press("ControlOrMeta+a")
    lab.page.keyboard.type("60")
    lab.page.keyboard.press("Tab")
    lab.settle()
    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")
    expect(lab.page.get_by_text("This page goes by its own settings: ACCESS_TOKEN_SECONDS=60.")).to_be_visible()
    lab.press("Lock-step")
    lab.do("login")

    expect(lab.band("jwt-refresh", "The client holds")).to_contain_text(re.compile(r"0:[0-5]\d\s*left"))
