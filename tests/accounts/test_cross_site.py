"""A foreign page may not sign its visitor in; who says nothing of where they come from is no browser, and may."""

from http import HTTPStatus
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import BY_PREFIX

from ..conftest import BASE

SENT = {"email": "alice@example.com", "password": PASSWORD}
FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost:8001"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost@evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": BASE},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
]
OURS = [
    {},
    {"Origin": BASE},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Referer": "https://evil.example/"},
]


def sign_in(application: Any, prefix: str, headers: dict[str, str]) -> httpx.Response:
    with httpx.Client(base_url=BASE, transport=httpx.WSGITransport(application)) as silent:
        BY_PREFIX[prefix].client(silent)  # which proves, where its mode asks for it
        return silent.post(f"{prefix}/login", json=SENT, headers=headers)


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_foreign_page_signs_nobody_in(
    application: Any, accounts: Any, hashed: list[None], prefix: str, headers: dict[str, str]
) -> None:
    answer = sign_in(application, prefix, headers)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "csrf_failed")
    assert "Set-Cookie" not in answer.headers
    assert hashed == []


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_our_own_page_and_no_page_do(application: Any, accounts: Any, prefix: str, headers: dict[str, str]) -> None:
    answer = sign_in(application, prefix, headers)

    assert answer.status_code == HTTPStatus.OK
    assert answer.cookies["csrftoken"]
