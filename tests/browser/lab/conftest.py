"""A page of the lab in a browser of its own, and the server behind it."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, ViewportSize

from tests.servers import Server

PATIENCE = 30_000  # ms


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One for all of these modules: what a page makes is its own."""
    with Server(workers=2, DJANGO_SETTINGS_MODULE="tests.settings") as server:  # for its cheap password hasher
        yield server


def rows(server: Server, sql: str, *values: Any) -> list[Any]:
    """What the server's own database answers, asked past the server."""
    connection = sqlite3.connect(server.folder / "db.sqlite3", timeout=10)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


class Lab:
    """A page of the lab, and what it has been told by others: faults, complaints, addresses it asked."""

    def __init__(self, context: BrowserContext, server: Server, host: str = "localhost") -> None:
        self.context, self.server, self.page = context, server, context.new_page()
        self.url = f"http://{host}:{server.port}"
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.asked: set[str] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("request", lambda request: self.asked.add(request.url))

    def open(self, hash: str = "") -> "Lab":
        self.page.goto(f"{self.url}/lab{hash}")
        self.page.wait_for_selector("#lab[data-ready]")
        return self

    def settle(self) -> None:
        """Wait until nothing is under way; what a click begins is under way when the click is done."""
        self.page.wait_for_selector('#lab[data-busy="false"]')

    def do(self, *names: str) -> None:
        for name in names:
            self.page.click(f"#do-{name}")
            self.settle()

    def press(self, text: str, within: str = "body") -> None:
        self.page.locator(within).get_by_role("button", name=text).first.click()
        self.settle()

    def band(self, mode: str, name: str) -> Locator:
        return self.page.locator(f"#column-{mode} section[aria-label='{name}']")

    def statuses(self) -> list[str]:
        """What the newest step says of each mode: ["200", "401 token_expired", "–"]."""
        cells = self.page.locator("#steps tbody tr").first.locator("td").all_inner_texts()[1:4]
        return [" ".join(re.sub(r"[✓✕·]|(SQL|Redis) \d+", "", cell).split()) for cell in cells]

    @property
    def run(self) -> str:
        return str(self.page.evaluate("localStorage.getItem('lab.run')"))

    def account(self, name: str = "alice") -> str:
        """The address of this page's own copy, as the server tells it."""
        answer = httpx.post(f"{self.server.url}/lab/participants", json={}, headers={"X-Lab-Run": self.run})
        return str({person["name"]: person["email"] for person in answer.json()["people"]}[name])

    def serious(self) -> list[str]:
        """Complaints but for answers that are no successes, which the lab is about."""
        return [text for text in self.complaints if not re.search(r"status of (400|401|403)", text)]


@pytest.fixture
def open_lab(browser: Browser, server: Server) -> Iterator[Callable[..., Lab]]:
    labs: list[Lab] = []

    def opened(hash: str = "", host: str = "localhost", **options: Any) -> Lab:
        options.setdefault("viewport", ViewportSize(width=1280, height=720))
        labs.append(Lab(browser.new_context(**options), server, host))
        return labs[-1].open(hash)

    yield opened
    for lab in labs:
        lab.context.close()
    assert [lab.serious() for lab in labs] == [[] for _ in labs]


@pytest.fixture
def lab(open_lab: Callable[..., Lab]) -> Lab:
    return open_lab()
