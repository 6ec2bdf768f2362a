"""Guides, handouts and sources in a real browser: they play, they fit, they print, and nothing is blocked."""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from lab.guides import NAMES
from tests.servers import Server

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PAGES = [
    "/lab/handout/sessions",
    "/lab/handout/jwt?key=1",
    "/lab/handout/refresh?key=1",
    "/lab/source",
    "/lab/source?file=models.py",
]
PLAY = """async (name) => {
  const { GuideRun } = await import("/static/lab/guide.js");
  const guide = await (await fetch(`/lab/guides/${name}.json`)).json();
  const run = new GuideRun(guide);
  for (const step of guide.steps) {
    if (run.needsPrediction) run.predict(step.predict.choices[0]);
    const answers = Object.entries(step.expect);
    for (const [mode, answer] of answers.length ? answers : [[null, {}]])
      run.saw({ mode, action: step.do.action, as: step.do.as, ...answer });
  }
  return { done: run.done, steps: run.results.length, asked: run.score.asked };
}"""
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
def url() -> Iterator[str]:
    with Server(prepared=False) as server:  # none of these pages asks the database
        yield server.url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A page whose every complaint fails the test: a script's, the security policy's, a file's that is missing."""
    context = browser.new_context(base_url=url)
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_guide_plays_to_its_end(page: Page, name: str) -> None:
    page.goto(f"/lab/handout/{name}")
    steps, asked = page.locator("article").count(), page.locator(".choices").count()

    assert page.evaluate(PLAY, name) == {"done": True, "steps": steps, "asked": asked}


@pytest.mark.parametrize("path", PAGES)
def test_it_fits_and_can_be_read(page: Page, path: str) -> None:
    """On a projector, at 200 % of it, on a phone; in light and dark every text at 4.5 to 1 (WCAG 2.2 §1.4.3)."""
    page.goto(path)

    for width, height in ((1280, 720), (640, 360), (390, 844)):
        page.set_viewport_size(ViewportSize(width=width, height=height))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(FAINT) == [], scheme


@pytest.mark.parametrize("name", NAMES)
def test_a_handout_prints_on_a_few_sheets_without_its_navigation(page: Page, name: str) -> None:
    page.goto(f"/lab/handout/{name}")

    sheets = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))

    page.emulate_media(media="print")
    assert sheets in (3, 4)
    assert not page.get_by_role("navigation").is_visible()
