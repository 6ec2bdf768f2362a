"""What the page says in words: guides, actions, meanings."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import every_fault

pytestmark = pytest.mark.browser


def test_a_guide_says_what_it_is_about_what_a_word_means_and_at_its_end_what_comes_next(open_lab):
    lab = open_lab("#guide=sessions")
    about = lab.page.locator("#guide .about")
    expect(about).to_contain_text("A session is the server's own memory of a login.")
    about.get_by_role("button", name="session").click()
    expect(lab.page.locator("#term-session")).to_have_text(re.compile("^session The server's own memory of a login"))
    lab.page.keyboard.press("Escape")
    expect(lab.page.locator("#term-session")).not_to_be_visible()
    assert lab.page.locator("#guide .slide").inner_text().startswith("1. User logs in “Client sends a POST request")

    lab.page.locator("#guide .ask button").first.click()  # 200, which it isn't
    lab.page.click("#do-step")
    lab.settle()
    lab.page.click("#next-step")
    for _ in range(10):
        lab.page.get_by_role("button", name="Skip").click()

    end = lab.page.locator("#guide-end")
    expect(end).to_contain_text("0 of 1 predictions were right.")
    expect(end).to_contain_text("Look again at")
    assert every_fault(lab.page) == []
    lab.page.click("#next-guide")
    expect(lab.page.locator("#guide h2")).to_have_text("JWT authentication")


def test_every_action_says_what_it_does_and_a_wrong_password_tells_nothing(lab):
    titles = lab.page.locator("nav[aria-label^='do'] > button").evaluate_all("all => all.map((one) => one.title)")
    assert len(titles) >= 9
    assert all(titles)

    lab.page.keyboard.press("w")
    lab.settle()

    assert lab.statuses() == ["401 invalid_credentials"] * 3
