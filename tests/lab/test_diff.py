"""What differs between two exchanges: header by header, cookie by cookie, claim by claim."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.management.commands.seed_accounts import PASSWORD
from lab.recording.diff import SECTIONS, claims_of, diff

Open = Callable[..., httpx.Client]


def recorded(response: httpx.Response) -> dict[str, Any]:
    """A real exchange in the recorder's shape."""
    request = response.request
    return {
        "request": {
            "method": request.method,
            "path": request.url.path,
            "headers": [[name.title(), value] for name, value in request.headers.multi_items()],
            "body": request.content.decode(),
        },
        "response": {
            "status": response.status_code,
            "headers": [[name.title(), value.strip()] for name, value in response.headers.multi_items()],
            "body": response.text,
        },
    }


def facts(found: list[dict[str, Any]], side: str, section: str) -> dict[str, tuple[Any, Any, str]]:
    """Of one section: name -> (left, right, change)."""
    chosen = [fact for fact in found if (fact["side"], fact["section"]) == (side, section)]
    return {fact["name"]: (fact["left"], fact["right"], fact["change"]) for fact in chosen}


def changes(found: list[dict[str, Any]], side: str, section: str) -> dict[str, str]:
    return {name: change for name, (_, _, change) in facts(found, side, section).items()}


@pytest.mark.usefixtures("accounts")
def test_the_same_login_at_two_modes(open_browser: Open) -> None:
    sent = {"email": "alice@example.com", "password": PASSWORD}

    session, bare = (recorded(open_browser().post(f"/{mode}/login", json=sent)) for mode in ("session", "jwt"))
    found = diff(session, bare)

    assert facts(found, "request", "line") == {
        "method": ("POST", "POST", "same"),
        "path": ("/session/login", "/jwt/login", "changed"),
    }
    assert facts(found, "response", "line") == {"status": ("200", "200", "same")}
    assert facts(found, "request", "body")["email"] == ('"alice@example.com"', '"alice@example.com"', "same")
    assert changes(found, "response", "body") == {
        "user.id": "same",
        "user.email": "same",
        "user.role": "same",
        "expiresIn": "changed",
        "accessToken": "right",
        "tokenType": "right",
    }
    cookies = changes(found, "response", "cookies")
    assert cookies["sessionId"] == cookies["sessionId HttpOnly"] == "left"
    assert cookies["csrftoken"] == "changed" and cookies["csrftoken SameSite"] == "same"
    assert set(changes(found, "response", "claims").values()) == {"right"}


@pytest.mark.usefixtures("accounts")
def test_two_tokens_claim_by_claim(open_browser: Open) -> None:
    http = open_browser()
    logins = [
        http.post("/jwt/login", json={"email": f"{name}@example.com", "password": PASSWORD}).json()
        for name in ("alice", "admin")
    ]

    calls = [http.get("/jwt/me", headers={"Authorization": f"Bearer {login['accessToken']}"}) for login in logins]
    claims = facts(diff(*map(recorded, calls)), "request", "claims")

    assert claims["Authorization header alg"][2] == claims["Authorization aud"][2] == "same"
    assert claims["Authorization role"] == ('"user"', '"admin"', "changed")
    assert claims["Authorization jti"][2] == claims["Authorization sub"][2] == "changed"
    assert set(claims) == {
        *(f"Authorization header {name}" for name in ("alg", "typ", "kid")),
        *(f"Authorization {name}" for name in ("iss", "aud", "exp", "iat", "jti", "sub", "email", "role", "client_id")),
    }


@pytest.mark.usefixtures("accounts")
def test_tokens_in_cookies_are_read_both_ways(open_browser: Open) -> None:
    http = open_browser()
    login = http.post(
        "/jwt-refresh/login", json={"email": "alice@example.com", "password": PASSWORD, "carrier": "cookie"}
    )

    found = diff(recorded(login), recorded(http.get("/jwt-refresh/me")))

    assert facts(found, "response", "claims")["refreshToken gen"] == ("0", None, "left")
    assert facts(found, "request", "claims")["accessToken role"] == (None, '"user"', "right")
    assert facts(found, "response", "cookies")["refreshToken SameSite"] == ("Strict", None, "left")


@pytest.mark.usefixtures("accounts")
def test_an_exchange_differs_in_nothing_from_itself(open_browser: Open) -> None:
    exchange = recorded(open_browser().get("/session/me"))

    found = diff(exchange, exchange)

    assert {fact["change"] for fact in found} == {"same"}
    assert facts(found, "response", "body")["code"][0] == '"not_authenticated"'


RUN = {"X-Lab-Run": "differences00001" * 2}


@pytest.fixture
def two_calls(open_browser: Open, accounts: Any) -> httpx.Client:
    """A page that has signed in (exchange 1) and called me (exchange 2)."""
    http = open_browser(**RUN)
    assert http.post("/session/login", json={"email": "alice@example.com", "password": PASSWORD}).is_success
    assert http.get("/session/me").is_success
    return http


def test_the_page_asks_for_two_of_its_exchanges(two_calls: httpx.Client) -> None:
    answer = two_calls.get("/lab/diff?left=1&right=2")

    assert answer.status_code == 200
    assert facts(answer.json(), "request", "line")["path"] == ("/session/login", "/session/me", "changed")
    set_by_login = facts(answer.json(), "response", "cookies")["sessionId"][0]
    assert facts(answer.json(), "request", "cookies")["sessionId"] == (None, set_by_login, "right")


@pytest.mark.parametrize(
    "query", ["", "left=1", "left=1&right=9", "left=1&right=x", "left=1&right=-1", "left=%00&right=2"]
)
def test_an_exchange_that_there_is_not_is_not_found(query: str, two_calls: httpx.Client) -> None:
    answer = two_calls.get(f"/lab/diff?{query}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_nobody_compares_the_exchanges_of_another_page(two_calls: httpx.Client, open_browser: Open) -> None:
    path = "/lab/diff?left=1&right=2"

    assert open_browser(**{"X-Lab-Run": "differences00002" * 2}).get(path).status_code == 404
    assert open_browser().get(path).status_code == 400


def message(**fields: Any) -> dict[str, Any]:
    return {"request": {"method": "GET", "path": "/", "headers": [], "body": ""}} | {
        "response": {"status": 200, "headers": [], "body": "", **fields}
    }


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("", "", {}),
        ('{"a":1}', '{"a":"1"}', {"a": ("1", '"1"', "changed")}),
        ('{"a":[{"b":1},{}]}', '{"a":[{"b":1}]}', {"a.0.b": ("1", "1", "same"), "a.1": ("{}", None, "left")}),
        ("null", "", {"": ("null", None, "left")}),
        ("<p>", "<b>", {"text": ("<p>", "<b>", "changed")}),
        ("[" * 99_999, "", {"text": ("[" * 99_999, None, "left")}),
    ],
)
def test_bodies_are_compared_by_value(left: str, right: str, expected: dict[str, Any]) -> None:
    assert facts(diff(message(body=left), message(body=right)), "response", "body") == expected


def test_a_header_that_comes_twice_is_one_list() -> None:
    """RFC 9110 §5.3."""
    left, right = (
        message(headers=[["Vary", "Cookie"], ["Vary", "Origin"]]),
        message(headers=[["Vary", "Cookie, Origin"]]),
    )

    assert facts(diff(left, right), "response", "headers") == {"Vary": ("Cookie, Origin", "Cookie, Origin", "same")}


def test_the_order_is_that_of_the_wire() -> None:
    left = message(headers=[["Set-Cookie", "a=1; HttpOnly"], ["Date", "now"]], body='{"b":1}')

    found = diff(left, message())

    assert [(fact["side"], fact["section"]) for fact in found] == [
        ("request", "line"),
        ("request", "line"),
        *(("response", section) for section in ("line", "headers", "cookies", "cookies", "body")),
    ]


@pytest.mark.parametrize("token", ["eyJ..", "eyJ.e30.x", "eyJhIjox.W10.", "eyJhIjoxfQ.e30.x", "eyJ_w.-_8.x"])
def test_a_token_that_can_not_be_read_claims_nothing_it_does_not(token: str) -> None:
    assert [name for name, _ in claims_of(token)] in ([], ["header a"])


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=12), st.text(max_size=40)), max_size=4))
def test_whatever_was_sent_can_be_compared(body: str, headers: list[tuple[str, str]]) -> None:
    named = [[name or "Cookie", value] for name, value in headers] + [["Set-Cookie", body], ["Cookie", body]]

    found = diff(message(body=body, headers=named), message(body=json.dumps(body)))

    for fact in found:
        assert fact["section"] in SECTIONS
        assert (fact["change"] == "same") == (fact["left"] == fact["right"])
