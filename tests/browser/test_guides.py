"""Guides, handouts, sources and differences in a real browser: they play, fit and print, and nothing is blocked."""

import os
import re
from itertools import permutations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lab.guides import ALL, load
from lab.guides.predictions import label_of, right_of
from tests.servers import Server

pytestmark = pytest.mark.browser
PAGES = [
    "/lab/handout/sessions",
    "/lab/handout/jwt?key=1",
    "/lab/handout/refresh?key=1",
    "/lab/handout/past?key=1",
    "/lab/source",
    "/lab/source?file=models.py",
]
# A lesson's order, and the first one again, twice; with REHEARSAL=1, all orders of all four (`make test-rehearsal`).
ORDERS = tuple(name for order in permutations(ALL) for name in order)
IN_TURN = ORDERS if os.environ.get("REHEARSAL") else (*ALL, ALL[0], ALL[0])
BUTTONS = {"sessions": "Sessions", "jwt": "JWT", "refresh": "Refresh", "past": "Past the slides"}
FAINT = """() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const colour = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const found = colour(getComputedStyle(node).backgroundColor);
      if (found[3] !== 0) return found;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim()) continue;
    const [a, b] = [light(colour(getComputedStyle(node).color)), light(behind(node))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.add(`${node.tagName}.${node.className} ${contrast.toFixed(2)}`);
  }
  return [...faint];
}"""


@pytest.fixture(scope="module")
def server():
    """With a quick password hash: a guide signs in a dozen times."""
    with Server(DJANGO_SETTINGS_MODULE="tests.settings") as running:
        yield running


def open_guide(page: Page, name: str) -> Any:
    page.goto(f"/lab#guide={name}")
    expect(page.locator("#guide h2")).to_have_text(load(name)["title"])
    expect(page.locator("#lab")).to_have_attribute("data-busy", "false")


def predict(page: Page, label: str) -> None:
    page.locator("#guide .ask").get_by_role("button", name=label, exact=True).click()


def play(page: Page, name: str) -> None:
    """Every step, in the page: a prediction, the real calls, and what the guide says of them."""
    guide = load(name)
    for number, step in enumerate(guide["steps"], 1):
        expect(page.locator("#guide .say")).to_contain_text(plain(step["say"]))
        if "predict" in step:
            predict(page, label_of(step["predict"], right_of(step["predict"], step["expect"])))
        page.locator("#do-step").click()
        expect(page.locator("#guide progress"), f"{name}: {step['id']}").to_have_attribute(
            "value", str(number), timeout=60_000
        )
        expect(page.locator("#guide .last")).to_contain_text(plain(step["reveal"]))
        expect(page.locator("#guide .last")).to_contain_text(plain(step["explain"]))
        if number < len(guide["steps"]):
            page.keyboard.press("n")  # Next

    asked = sum("predict" in step for step in guide["steps"])
    expect(page.locator("#guide .say")).to_contain_text(f"{asked} of {asked} predictions were right.")


def test_guides_are_played_to_their_end_one_after_the_other(open_page):
    """In one page, one after the other: whatever a guide leaves behind, the next one finds its own beginning."""
    page = open_page()
    open_guide(page, IN_TURN[0])

    for name in IN_TURN:
        page.locator("#guide .row").first.get_by_role("button", name=BUTTONS[name], exact=True).click()
        expect(page.locator("#lab")).to_have_attribute("data-busy", "false")
        expect(page.locator("#guide h2")).to_have_text(load(name)["title"])
        expect(page.locator("#guide progress")).to_have_attribute("value", "0")
        play(page, name)


def plain(text: str) -> str:
    return text.replace("`", "")


def test_what_was_sent_before_the_prediction_does_not_count(open_page):
    page = open_page()
    open_guide(page, "sessions")

    page.locator("#do-me").click()

    expect(page.locator("#guide")).to_contain_text("Predict first")
    expect(page.locator("#guide progress")).to_have_attribute("value", "0")


def test_a_wrong_prediction_is_told_and_hints_come_one_at_a_time(open_page):
    page, step = open_page(), load("sessions")["steps"][0]
    open_guide(page, "sessions")

    page.get_by_role("button", name="Hint").click()
    expect(page.locator("#guide .hint")).to_have_text(step["hints"][:1])
    page.get_by_role("button", name="Hint").click()
    expect(page.locator("#guide .hint")).to_have_text(step["hints"])
    predict(page, "403")
    page.locator("#do-me").click()

    expect(page.locator("#guide .last")).to_contain_text("You said 403.")
    expect(page.locator("#guide")).to_contain_text("0 of 1 predicted")


def test_a_link_into_the_middle_can_catch_up(open_page):
    """A thief's replay at step 16 needs what fifteen steps before it did, and a clock six days ahead."""
    page = open_page()
    page.goto("/lab#guide=refresh&step=reused")

    page.locator("#catch-up").click()
    expect(page.locator("#catch-up")).to_have_count(0, timeout=60_000)
    predict(page, "nobody")
    page.locator("#do-step").click()

    expect(page.locator("#guide .last")).to_contain_text("You were right. Nobody: 401 refresh_reused")
    expect(page.locator("#guide")).to_contain_text("1 of 1 predicted")


def test_nothing_can_be_done_before_the_page_has_its_accounts(open_page):
    page = open_page()
    held = []
    page.route("**/lab/participants", lambda route: held.append(route))
    with page.expect_request("**/lab/participants"):
        page.goto("/lab")

    expect(page.locator("#do-login")).to_be_disabled()
    held.pop().continue_()
    expect(page.locator("#do-login")).to_be_enabled()


def test_two_exchanges_are_compared_claim_by_claim(open_page):
    """A user's call of `me` beside an admin's, in the JWT column: the role differs, the algorithm doesn't."""
    page = open_page()
    page.goto("/lab#view=steps")
    for number, person in enumerate(("alice", "admin")):
        page.get_by_role("button", name=person, exact=True).click()
        page.locator("#do-login").click()
        expect(page.locator("#steps tbody tr")).to_have_count(2 * number + 1)
        page.locator("#do-me").click()
        expect(page.locator("#steps tbody tr")).to_have_count(2 * number + 2)

    page.locator("[aria-label='On the wire']").nth(1).get_by_role("button").first.click()
    options = page.locator("#compare-with option").all_inner_texts()
    page.select_option("#compare-with", label=next(text for text in options if "GET /jwt/me" in text))

    found = page.locator("#differences")
    expect(found.get_by_role("row").filter(has_text="Authorization role")).to_contain_text('"admin""user"')
    expect(found).not_to_contain_text("Authorization header alg")
    page.get_by_label("what is the same, too").check()
    expect(found).to_contain_text("Authorization header alg")


@pytest.mark.parametrize("path", PAGES)
def test_it_fits_and_can_be_read(open_page, path):
    """On a projector, at 200 % of it, on a phone; in light and dark every text at 4.5 to 1 (WCAG 2.2 §1.4.3)."""
    page = open_page()
    page.goto(path)

    for width, height in ((1280, 720), (640, 360), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(FAINT) == [], scheme


@pytest.mark.parametrize("name", ALL)
def test_a_handout_prints_on_a_few_sheets_without_its_navigation(chromium, open_page, name):
    """As Chromium prints it, whose PDF names its pages; Firefox packs them."""
    page = open_page()
    page.goto(f"/lab/handout/{name}")

    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    page.emulate_media(media="print")
    assert sheets in (3, 4)
    assert not page.get_by_role("navigation").is_visible()
