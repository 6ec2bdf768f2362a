"""How each carrier carries: which cookies, with which attributes, and what then is not in the JSON."""

from http.cookies import SimpleCookie

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from tests.shapes import ANY_TOKEN, OPAQUE_TOKEN

pytestmark = pytest.mark.django_db
COOKIES = {
    "session": {"sessionId": ("/session", "Lax", 12 * 3600)},
    "jwt-cookie": {"accessToken": ("/jwt", "Lax", 3600)},
    "jwt-body": {},
    "jwt-refresh-body": {},
    "jwt-refresh-cookie": {
        "accessToken": ("/jwt-refresh", "Lax", 7 * 86400),
        "refreshToken": ("/jwt-refresh", "Strict", 7 * 86400),
    },
    "jwt-refresh-split": {"refreshToken": ("/jwt-refresh", "Strict", 7 * 86400)},
    "opaque": {},
    "jwt-dpop-body": {},
}
IN_JSON = {
    "session": {},
    "jwt-cookie": {},
    "jwt-body": {"accessToken": ANY_TOKEN, "tokenType": "Bearer"},
    "jwt-refresh-cookie": {"refreshExpiresIn": 604800},
    "jwt-refresh-split": {"accessToken": ANY_TOKEN, "tokenType": "Bearer", "refreshExpiresIn": 604800},
    "jwt-refresh-body": {
        "accessToken": ANY_TOKEN,
        "tokenType": "Bearer",
        "refreshToken": ANY_TOKEN,
        "refreshExpiresIn": 604800,
    },
    "opaque": {"accessToken": OPAQUE_TOKEN, "tokenType": "Bearer"},
    "jwt-dpop-body": {
        "accessToken": ANY_TOKEN,
        "tokenType": "DPoP",
        "refreshToken": ANY_TOKEN,
        "refreshExpiresIn": 604800,
    },
}


def cookies_set_by(response):
    """{name: (path, SameSite, Max-Age, HttpOnly, Secure)} of the credential cookies."""
    jar = SimpleCookie()
    for line in response.headers.get_list("set-cookie"):
        jar.load(line)
    return {
        name: (c["path"], c["samesite"], int(c["max-age"]), c["httponly"], c["secure"])
        for name, c in jar.items()
        if "csrftoken" not in name
    }


def key_of(variant):
    return variant.mode.name if variant.store else str(variant)


@pytest.mark.parametrize("secure", [True, False], ids=["secure", "COOKIE_SECURE=0"])
@pytest.mark.parametrize("prefix", ["", "__Secure-"], ids=["DEBUG=1", "DEBUG=0"])
def test_the_credential_travels_as_the_carrier_says(variant, open_browser, accounts, settings, secure, prefix):
    settings.COOKIE_SECURE, settings.COOKIE_PREFIX = secure, prefix
    settings.SESSION_COOKIE_NAME = f"{prefix}sessionId"
    client = variant.client(open_browser())

    response = client.login("alice@example.com", PASSWORD)

    expected = {
        prefix + name: (path, samesite, age, True, secure or "")
        for name, (path, samesite, age) in COOKIES[key_of(variant)].items()
    }
    assert cookies_set_by(response) == expected
    assert {k: v for k, v in response.json().items() if k not in ("user", "expiresIn")} == IN_JSON[key_of(variant)]
    assert client.send("GET", "me").json()["email"] == "alice@example.com"


def test_logout_clears_the_cookies_it_set(variant, sign_in):
    client = sign_in()

    response = client.logout()

    cleared = {name: (path, samesite, 0) for name, (path, samesite, _) in COOKIES[key_of(variant)].items()}
    assert {name: seen[:3] for name, seen in cookies_set_by(response).items()} == cleared


def test_refresh_answers_by_the_carrier_that_the_login_chose(variant, facts, sign_in):
    client = sign_in()

    response = client.http.post(f"{client.prefix}/refresh-token") if not facts.rotates else client.refresh()

    again = {name: (*seen, True, True) for name, seen in COOKIES[key_of(variant)].items()}
    body = {"expiresIn": 900, **IN_JSON[key_of(variant)]} if facts.rotates else None
    assert cookies_set_by(response) == (again if facts.rotates else {})
    assert (response.json() if response.is_success else None) == body
