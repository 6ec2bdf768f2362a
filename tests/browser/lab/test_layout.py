"""The page as it is projected: reset, links, keys, sizes, colours, and nothing from elsewhere."""

import re
import time

import httpx
import pytest
from django_redis import get_redis_connection
from playwright.sync_api import ViewportSize, expect

from tests.browser.lab.conftest import rows
from tests.browser.test_guides import FAINT

pytestmark = pytest.mark.browser


def test_a_reset_takes_under_two_seconds_and_leaves_nothing(lab):
    lab.do("login", "me")
    run, email = lab.run, lab.account()
    took = []
    for _ in range(3):  # the fastest of three: a busy machine is not the page's fault
        lab.page.locator("summary", has_text="Reset").click()
        began = time.monotonic()
        lab.page.click("#reset-page")
        lab.settle()
        took.append(time.monotonic() - began)

    assert min(took) < 2
    assert rows(lab.server, "SELECT count(*) FROM accounts_account WHERE email = ?", email) == [(0,)]
    assert get_redis_connection("default").keys(f"lab:{run}:*") == []
    assert [c["name"] for c in lab.context.cookies() if c["name"] != "csrftoken"] == []
    lab.do("login")
    assert lab.statuses() == ["200", "200", "200"]


def test_a_link_reproduces_the_layout_and_carries_no_secret(lab, open_lab):
    for key in ("p", "2", "g"):
        lab.page.keyboard.press(key)
    lab.page.wait_for_selector("#guide")
    lab.page.select_option("#carrier-jwt", "cookie")
    lab.do("login")
    link = lab.page.evaluate("location.hash")

    other = open_lab(link)

    assert lab.run not in link
    assert not any(token in link for token in re.findall(r"eyJ[\w-]+", lab.page.content()))
    assert other.page.locator("html.presenter").count() == 1
    assert other.page.locator("#column-jwt.lit").count() == 1
    assert other.page.locator("#carrier-jwt").input_value() == "cookie"
    expect(other.page.locator("#guide h2")).to_have_text(lab.page.locator("#guide h2").inner_text())


def test_everything_can_be_done_from_the_keyboard(lab):
    for key in ("s", "m", "t", "u", "o", "r"):
        lab.page.keyboard.press(key)
        lab.page.wait_for_timeout(50)
        lab.settle()

    labels = [text.split(". ", 1)[1] for text in lab.page.locator("#steps tbody td:first-child").all_inner_texts()]
    assert labels == ["Sign out", "Sign out", "Thief calls /me", "Steal", "Call /me", "Sign in as alice"]
    lab.page.keyboard.press("ArrowLeft")
    assert lab.page.locator("#steps tr.at td").first.inner_text().startswith("▸ 5.")
    lab.page.keyboard.press("?")
    expect(lab.page.locator("dialog")).to_contain_text("spotlight a column")


SIZES = ((1280, 720, False), (1280, 720, True), (640, 360, False), (390, 844, False))  # the last: 200 %, and a phone
CLIPPED = """() => [...document.querySelectorAll("button, .button, select, summary, h1, h2")]
  .filter((n) => n.getClientRects().length && !n.closest(".view, .steps, .menu > div")
    && (n.getBoundingClientRect().right > innerWidth + 1 || n.getBoundingClientRect().left < 0))
  .map((n) => n.textContent)"""


def test_nothing_is_clipped_for_a_presenter_at_200_percent_or_on_a_phone(lab):
    lab.do("login", "me")
    for view in ("Lock-step", "Revocation race", "CSRF & XSS", "Two servers", "Guards off", "Forge", "Guide"):
        lab.press(view)
        for width, height, presenter in SIZES:
            lab.page.set_viewport_size(ViewportSize(width=width, height=height))
            if presenter != bool(lab.page.locator("html.presenter").count()):
                lab.page.keyboard.press("p")
            assert lab.page.evaluate("document.documentElement.scrollWidth") <= width, (view, width, presenter)
            assert lab.page.evaluate(CLIPPED) == [], (view, width, presenter)


@pytest.mark.parametrize(("width", "height", "pixels"), [(1280, 720, 17), (1920, 1080, 30)])
def test_a_presenter_s_type_grows_with_the_window_and_one_band_or_column_is_shown_whole(lab, width, height, pixels):
    lab.page.set_viewport_size(ViewportSize(width=width, height=height))
    lab.do("login", "me")
    lab.page.keyboard.press("p")

    assert round(float(lab.page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)"))) == pixels
    for band in ("On the wire", "The server remembers", "A thief could"):
        lab.press(band, within=".bands")
        shown = lab.page.locator(".column section.band:visible")
        assert set(shown.evaluate_all("bands => bands.map((band) => band.ariaLabel)")) == {band}
        assert lab.page.evaluate("document.querySelector('.columns').getBoundingClientRect().bottom") <= height, band
    lab.page.keyboard.press("3")
    assert lab.page.locator(".column:visible").evaluate_all("all => all.map((one) => one.id)") == ["column-jwt-refresh"]
    assert lab.page.locator("section.band:visible").count() == 4


def test_every_text_can_be_read_in_light_and_dark(lab):
    lab.do("login", "steal", "use", "logout", "me")
    for view in ("Guide", "CSRF & XSS", "Lock-step"):
        lab.press(view)
        for scheme in ("light", "dark"):
            lab.page.emulate_media(color_scheme=scheme)
            assert lab.page.evaluate(FAINT) == [], (view, scheme)


def test_no_url_leaves_the_machine(lab):
    lab.do("login", "me")
    for view in ("Revocation race", "CSRF & XSS", "Two servers"):
        lab.press(view)
    policy = httpx.get(lab.server.url).headers["Content-Security-Policy"]

    assert {re.match(r"(?:https?://[^/]+|data:|blob:)", url)[0] for url in lab.asked} <= {lab.server.url, "data:"}
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_nothing_lies_over_the_guide_or_cuts_a_generation_s_word(open_lab):
    """While the page is scrolled, and where the first generation has the longest word."""
    lab = open_lab("#guide=sessions")
    lab.do("login", "logout")

    lab.page.evaluate("scrollTo(0, 9999)")

    assert lab.page.evaluate("scrollY") > 100
    assert lab.page.evaluate("guide.getBoundingClientRect().top >= document.querySelector('.bar-top').offsetHeight")
    word = lab.band("jwt-refresh", "The server remembers").locator(".generation .word").bounding_box()
    assert word["x"] >= lab.band("jwt-refresh", "The server remembers").locator("svg").bounding_box()["x"]
