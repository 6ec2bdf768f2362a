"""An operator in the admin: an HTTP client signed in by the admin's own form."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES


class Operator:
    """What a browser does in the admin: it sends back the hidden fields of the form that it was shown."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.pages = 0  # that it took to do what was confirmed

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.http.get(f"/admin/{path}", **more)

    def post(self, path: str, fields: dict[str, Any], **more: Any) -> httpx.Response:
        token = self.http.cookies.get("csrftoken", "")
        return self.http.post(f"/admin/{path}", data={"csrfmiddlewaretoken": token, **fields}, **more)

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx.Response:
        self.get("login/")
        return self.post("login/", {"username": email, "password": password, "next": "/admin/"})

    def act(self, path: str, action: str, pks: list[int], **more: Any) -> httpx.Response:
        """Run an action on the selected rows: answers with the page that asks."""
        return self.post(path, {"action": action, "_selected_action": pks, "index": 0, **more})

    def confirm(self, page: httpx.Response) -> httpx.Response:
        """Say yes to the page that asks, and go on where one says how far it is; answers with the list, and what is
        said on it."""
        assert page.status_code == HTTPStatus.OK, page.text
        assert fields_of(page)["confirmed"] == ["yes"]
        while fields_of(page):
            self.pages += 1
            assert self.pages < 50
            page = self.http.post(str(page.request.url), data=fields_of(page), follow_redirects=True)
        return page


def fields_of(page: httpx.Response) -> dict[str, list[str]]:
    """The hidden fields of a form that goes on with what was confirmed; none where there is no such form."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text):
        fields.setdefault(name, []).append(value)
    return fields if "confirmed" in fields else {}


def said(page: httpx.Response) -> list[str]:
    """The messages on a page."""
    return [text.strip() for text in re.findall(r'<li class="(?:success|error|warning|info)">(.*?)</li>', page.text)]


@pytest.fixture
def operator(open_browser: Any, accounts: Any) -> Callable[..., Operator]:
    """Makes an operator, signed in to the admin."""

    def made(email: str = "admin@example.com", address: str = "127.0.0.1") -> Operator:
        signed_in = Operator(open_browser(address))
        assert signed_in.sign_in(email).status_code == HTTPStatus.FOUND
        return signed_in

    return made


@pytest.fixture
def signed_in_everywhere(accounts: Any, open_browser: Any) -> dict[str, Any]:
    """Alice, signed in by each mode; her reference clients by the mode's name."""
    clients = {}
    for mode in MODES:
        clients[mode.name] = mode.client(open_browser(), mode.carriers[0])
        assert clients[mode.name].login("alice@example.com", PASSWORD).status_code == HTTPStatus.OK
    return clients


@pytest.fixture
def use_store(settings: Any) -> Callable[[str], None]:
    """Keeps sessions in this store from now on."""

    def used(name: str) -> None:
        settings.SESSION_ENGINE = f"sessions_auth.stores.{name}"

    return used


@pytest.fixture
def cut_redis(settings: Any) -> Callable[[], None]:
    """Sends every connection to Redis to a port that nobody listens on."""

    def cut() -> None:
        settings.CACHES = {
            **settings.CACHES,
            "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1"},
        }

    return cut
