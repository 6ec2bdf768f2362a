"""The page's own calls refuse what they can't use: 400 in the one error shape, never a 500."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

CALLS = ["operator", "thief", "locks", "foreign/shots", "foreign/report", "race", "servers", "reset"]
RUN = {"X-Lab-Run": "badinput" + "0" * 24}
BODIES = [
    "",
    "[]",
    "null",
    "7",
    '"text"',
    "{",
    '{"clock":"x","mode":[],"call":{},"person":7}',
    '{"clock":-1e400}',
    "\x00",
]


@pytest.fixture
def page(open_browser: Callable[..., httpx.Client], accounts: Any) -> httpx.Client:
    """A page that has its accounts, and is signed in to all three modes."""
    http = open_browser(**RUN)
    made = http.post("/lab/participants", json={}).json()
    alice = {"email": made["people"][0]["email"], "password": made["password"]}
    for mode in ("session", "jwt", "jwt-refresh"):
        assert http.post(f"/{mode}/login", json=alice).status_code == 200
    return http


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("path", CALLS)
def test_any_body_is_answered(page: httpx.Client, path: str, body: str) -> None:
    answer = page.post(f"/lab/{path}", content=body.encode(), headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    "run", ["", "short", "U" * 32, "a" * 16, "a" * 31, "a" * 33, "../../etc/passwd/../../etc/passwd"]
)
def test_a_run_is_a_secret_of_thirty_two_characters(open_browser: Callable[..., httpx.Client], run: str) -> None:
    answer = open_browser(**{"X-Lab-Run": run}).post("/lab/participants", json={})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
