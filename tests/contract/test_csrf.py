"""A credential that came by cookie makes every unsafe call need the CSRF token; one in a header needs none."""

from http import HTTPStatus

import pytest

from accounts.management.commands.seed_accounts import PASSWORD

pytestmark = pytest.mark.django_db
UNSAFE = ["PATCH profile", "POST logout", "POST logout-all", "POST password", "DELETE logins", "DELETE logins/x"]


@pytest.mark.parametrize("call", UNSAFE)
def test_an_unsafe_call_by_cookie_needs_the_token(sign_in, call):
    client = sign_in()
    method, path = call.split()
    in_cookies = {cookie.name for cookie in client.http.cookies.jar}
    by_cookie = "Cookie" in client.credential() or (path == "logout" and "refreshToken" in in_cookies)
    headers = {} if "Cookie" in client.credential() else client.credential()
    body = {"refreshToken": client.refresh_token} if client.refresh_token else None
    before = client.send("GET", "profile").json()

    response = client.http.request(method, f"{client.prefix}/{path}", headers=headers, json=body)

    refused = response.status_code == HTTPStatus.FORBIDDEN and response.json()["code"] == "csrf_failed"
    assert refused is by_cookie
    assert not refused or client.send("GET", "profile").json() == before


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://localhost:1"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, False),
    ],
)
def test_a_login_is_refused_to_foreign_pages(variant, open_browser, accounts, headers, allowed):
    caller = variant.client(open_browser()).http
    del caller.headers["Origin"]
    sent = {"email": "alice@example.com", "password": PASSWORD, "carrier": variant.carrier}

    response = caller.post(f"{variant.mode.prefix}/login", json=sent, headers=headers)

    assert response.status_code == (HTTPStatus.OK if allowed else HTTPStatus.FORBIDDEN)
    assert response.json().get("code") == (None if allowed else "csrf_failed")
    assert bool(caller.cookies) is allowed


def test_a_header_beats_a_cookie(variant, sign_in, open_browser):
    """With both, the header counts: for whose credential it is, and for CSRF."""
    client = sign_in()

    response = client.http.get(f"{client.prefix}/me", headers={"Authorization": "Bearer rubbish"})

    expected = {"session": "alice@example.com"}.get(variant.mode.name)
    assert response.json().get("email") == expected
    assert response.json().get("code") == (None if expected else "invalid_token")
