"""A real browser and a real server: Chromium, or Firefox with FIREFOX=1. Without the browser these tests are skipped,
except where CI is set: there they fail.

A module that needs its own server or browser defines its own `server` or `browser`. Both are the module's, since
Playwright's loop and Django's database keep out of each other's way only while nobody else runs.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.servers import Server

from . import firefox

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
PATIENCE = 15_000  # milliseconds
IN_FIREFOX = os.environ.get("FIREFOX") == "1"


def lacks(reason: str) -> None:
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def browser(request: pytest.FixtureRequest) -> Any:
    """The browser that these tests are run in."""
    return request.getfixturevalue("in_firefox" if IN_FIREFOX else "chromium")


@pytest.fixture(scope="module")
def in_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if firefox.FIREFOX is None:
        lacks("needs Firefox: apt-get install firefox-esr")
    executable = firefox.write_executable(tmp_path_factory.mktemp("firefox"))
    with sync_playwright() as playwright:
        browser = playwright.firefox.launch(executable_path=executable, channel="moz-firefox")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Where a test is about what Chromium alone can do, or does in its own way."""
    if IN_FIREFOX:
        pytest.skip("is about Chromium")
    if CHROMIUM is None:
        lacks("needs Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The project's own settings, an SQLite file of its own, and the tests' Valkey."""
    with Server(COOKIE_SECURE="0") as running:
        yield running


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the pages' consoles complain of; nothing, when the test ends."""
    heard: list[str] = []
    yield heard
    assert heard == []


def is_complaint(said: ConsoleMessage) -> bool:
    """An error or a warning. That an API call was refused is none: tests ask for that; a missing file is one."""
    refused = said.text.startswith("Failed to load resource") and "/static/" not in said.location["url"]
    return said.type in ("error", "warning") and not refused


@pytest.fixture
def open_page(browser: Browser, server: Server, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Makes a page in a browser of its own: cookies, size and colours are its own."""
    contexts = []

    def opened(**options: Any) -> Page:
        context = browser.new_context(base_url=server.url, viewport=options.pop("viewport", DESKTOP), **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    yield opened
    for context in contexts:
        context.close()
