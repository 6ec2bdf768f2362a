"""The admin's own sign-in: limited and recorded like every other, and apart from the one at /session."""

from http import HTTPStatus

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from sessions_auth.client import Client
from sessions_auth.models import Session

from .conftest import Operator


def events(kind: str) -> list[tuple[str, str | None]]:
    found = AuthEvent.objects.filter(kind=kind, mode="admin").select_related("account")
    return [(event.login_id, event.account.email if event.account else None) for event in found]


def test_signing_in_and_out_is_recorded(operator):
    visitor = operator()
    login_id = Session.objects.get(scope="admin").public_id

    out = visitor.post("logout/", {})

    assert out.status_code == HTTPStatus.OK
    assert visitor.get("").status_code == HTTPStatus.FOUND
    assert events("login") == events("logout") == [(login_id, "admin@example.com")]
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("admin@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("mallory@example.com", PASSWORD),  # inactive
        ("alice@example.com", PASSWORD),  # may not use the admin
    ],
)
def test_whoever_is_refused_is_told_the_same(accounts, open_browser, email, password):
    response = Operator(open_browser()).sign_in(email, password)

    assert response.status_code == HTTPStatus.OK
    assert "The e-mail address or the password is wrong, or may not use this admin." in response.text
    assert not Session.objects.exists()
    assert events("login") == []
    assert events("login_failed") == [("", email if email != "nobody@example.com" else None)]


def test_attempts_are_limited_and_the_wait_is_said(accounts, open_browser):
    visitor = Operator(open_browser())
    for _ in range(5):
        assert visitor.sign_in("admin@example.com", "wrong").status_code == HTTPStatus.OK

    refused = visitor.sign_in("admin@example.com")

    wait = int(refused.headers["Retry-After"])
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 290 < wait <= 300
    assert f"Too many attempts. Try again in {wait} seconds." in refused.text
    assert events("throttled") == [("", "admin@example.com")]
    assert not Session.objects.exists()


def test_attempts_at_the_admin_and_at_the_api_are_the_same_attempts(accounts, open_browser):
    http = open_browser()
    for _ in range(5):
        Client(http).login("admin@example.com", "wrong")

    assert Operator(http).sign_in("admin@example.com").status_code == HTTPStatus.TOO_MANY_REQUESTS


@pytest.mark.parametrize("store", ["redis", "database", "memory"])
@pytest.mark.parametrize("admin_first", [True, False], ids=["admin first", "session first"])
def test_two_people_live_in_one_browser(accounts, open_browser, use_store, store, admin_first):
    """The operator at /admin and Alice at /session: neither's signing in or out disturbs the other."""
    use_store(store)
    http = open_browser()
    alice, visitor = Client(http), Operator(http)
    steps = [lambda: visitor.sign_in("admin@example.com"), lambda: alice.login("alice@example.com", PASSWORD)]
    for step in steps if admin_first else reversed(steps):
        step()

    assert alice.send("GET", "me").json()["email"] == "alice@example.com"
    assert visitor.get("accounts/account/").status_code == HTTPStatus.OK
    assert alice.send("PATCH", "profile", {"displayName": "A"}).status_code == HTTPStatus.OK

    visitor.post("logout/", {})
    assert alice.send("GET", "me").status_code == HTTPStatus.OK
    visitor.sign_in("admin@example.com")
    alice.logout()
    assert visitor.get("accounts/account/").status_code == HTTPStatus.OK


def test_a_session_of_one_is_none_of_the_other(operator, accounts, open_browser):
    """The id in the admin's cookie opens nothing at /session, not even for an administrator."""
    visitor = operator()
    session_id = visitor.http.cookies["adminSessionId"]

    response = open_browser().get("/session/me", headers={"Cookie": f"sessionId={session_id}"})

    assert response.json()["code"] == "session_expired"


def test_the_cookie_is_scoped_to_the_admin(accounts, open_browser):
    response = Operator(open_browser()).sign_in("admin@example.com")

    (cookie,) = [c for c in response.headers.get_list("set-cookie") if "adminSessionId=" in c]
    assert "Path=/admin;" in cookie + ";"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_anew_gives_a_new_session_id(operator):
    """An id that somebody planted, or kept, is worth nothing after the login (session fixation)."""
    visitor = operator()
    old = visitor.http.cookies["adminSessionId"]

    visitor.sign_in("admin@example.com")

    assert visitor.http.cookies["adminSessionId"] != old
    assert Session.objects.filter(scope="admin").count() == 1


def test_the_way_back_is_never_to_another_site(accounts, open_browser):
    visitor = Operator(open_browser())
    visitor.get("login/")

    response = visitor.post(
        "login/", {"username": "admin@example.com", "password": PASSWORD, "next": "https://evil.example/"}
    )

    assert response.headers["Location"] == "/admin/" or not response.headers["Location"].startswith("http")
