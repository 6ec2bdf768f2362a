"""The lab's page by keyboard and by ear: menus close, the focus stays, keys can be switched off, reveals are told."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import every_fault

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.id || document.activeElement.textContent"
CUT = """() => [...document.querySelectorAll(".column *, .guide *")]
  .filter((n) => n.getClientRects().length && n.scrollWidth > n.clientWidth + 1 && !n.closest(".hidden")
    && getComputedStyle(n).overflowX !== "visible").map((n) => `${n.tagName}.${n.className}: ${n.textContent}`)"""


def test_a_menu_closes_by_escape_by_a_press_elsewhere_and_by_what_was_chosen(lab):
    open_menus = lab.page.locator(".menu[open]")
    for summary in ("Operator", "Reset"):
        lab.page.locator("summary", has_text=summary).click()
        expect(open_menus).to_have_count(1)
    lab.page.keyboard.press("Escape")
    expect(open_menus).to_have_count(0)
    assert lab.page.evaluate(FOCUSED) == "Reset"

    lab.page.locator("summary", has_text="Operator").click()
    lab.page.locator("h1").click()
    expect(open_menus).to_have_count(0)

    lab.page.locator("summary", has_text="Operator").click()
    lab.press("Deactivate alice", ".menu[open]")
    expect(open_menus).to_have_count(0)
    assert lab.page.evaluate(FOCUSED) == "Operator"


def test_the_focus_stays_where_one_pressed(lab):
    lab.page.focus("#do-login")
    lab.page.keyboard.press("Enter")
    lab.settle()
    assert lab.page.evaluate(FOCUSED) == "do-login"

    lab.page.keyboard.press("g")
    lab.settle()
    guess = lab.page.locator("#guide .ask").get_by_role("button", name="401")
    guess.focus()
    lab.page.keyboard.press("Enter")
    assert lab.page.evaluate(FOCUSED).startswith("401")

    lab.page.focus("#do-step")
    for after in ("next-step", "do-step"):
        lab.page.keyboard.press("Enter")
        lab.settle()
        assert lab.page.evaluate(FOCUSED) == after


def test_single_keys_can_be_switched_off_and_stay_off(lab):
    lab.page.keyboard.press("?")
    lab.page.uncheck("#single-keys")
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("s")
    lab.page.reload()
    lab.page.wait_for_selector("#lab[data-ready]")
    lab.page.keyboard.press("s")
    expect(lab.page.locator("#steps tbody tr")).to_have_count(0)

    lab.page.get_by_role("button", name="?").click()
    lab.page.check("#single-keys")
    lab.page.keyboard.press("Escape")
    lab.page.check("#renews")  # a checkbox that has the focus takes no letter
    lab.page.keyboard.press("s")
    expect(lab.page.locator("#steps tbody tr")).to_have_count(1)


def test_a_reveal_and_what_the_page_waits_for_are_told(lab):
    """By a live region that was there before what it tells."""
    lab.page.keyboard.press("g")
    lab.settle()
    revealed = lab.page.locator("#revealed[role=status]")
    expect(revealed).to_be_empty()
    held = []
    lab.page.route("**/session/me", lambda route: held.append(route))
    lab.page.locator("#guide .ask").get_by_role("button", name="401").click()
    lab.page.click("#do-step")

    expect(lab.page.locator(".busy[role=status]")).to_have_text("Call /me: Session …")
    expect(lab.page.locator(".busy span")).to_be_visible()
    held.pop().continue_()
    expect(revealed).to_contain_text("You were right.")
    expect(lab.page.locator("#guide")).to_contain_text("step 1 of")


def test_at_1280_with_the_guide_open_nothing_is_cut(lab):
    lab.page.select_option("#carrier-jwt", "cookie")
    lab.page.select_option("#carrier-jwt-refresh", "split")
    lab.page.keyboard.press("g")
    lab.settle()
    lab.page.select_option("#carrier-jwt", "cookie")
    lab.page.select_option("#carrier-jwt-refresh", "split")
    lab.do("login", "refresh", "steal", "use")

    assert lab.page.evaluate(CUT) == []


@pytest.mark.parametrize("view", ["Lock-step", "CSRF & XSS", "Revocation race", "Two servers"])
def test_no_view_keeps_anybody_out(lab, view):
    lab.do("login", "steal")
    lab.press(view)

    assert every_fault(lab.page) == []
