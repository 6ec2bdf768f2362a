"""A real Chromium and a real server. Without Chromium these tests are skipped, except where CI is set: there they fail.

A module that needs its own server or browser defines its own `server` or `chromium`. Both are the module's, since
Playwright's loop and Django's database keep out of each other's way only while nobody else runs.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.servers import Server

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]
DESKTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
PATIENCE = 15_000  # milliseconds


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "needs Chromium: apt-get install chromium"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
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
def open_page(chromium: Browser, server: Server, complaints: list[str]) -> Iterator[Callable[..., Page]]:
    """Makes a page in a browser of its own: cookies, size and colours are its own."""
    contexts = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(base_url=server.url, viewport=options.pop("viewport", DESKTOP), **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        return page

    yield opened
    for context in contexts:
        context.close()
