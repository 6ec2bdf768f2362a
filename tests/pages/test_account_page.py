"""The server-rendered page at /session/account: forms and a session cookie, and no script."""

import re
from http import HTTPStatus

import pytest
from django.conf import settings
from django.test import override_settings

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account, AuthEvent

pytestmark = pytest.mark.django_db
HOME = "/session/account"
ALICE = {"email": "alice@example.com", "password": PASSWORD}
NEW = "a quite different secret"


@pytest.fixture
def http(open_browser, accounts):
    return open_browser(Accept="text/html")


def send(http, path, **fields):
    """A form sent with the page's own CSRF token; answers the page that the redirect leads to."""
    page = http.get(HOME)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    return http.post(f"{HOME}{path}", data={"csrfmiddlewaretoken": token, **fields}, follow_redirects=True)


def test_it_asks_a_stranger_to_sign_in(http):
    response = http.get(HOME)

    assert response.status_code == HTTPStatus.OK
    assert "<script" not in response.text
    assert 'action="/session/account/sign-in"' in response.text


def test_after_a_sign_in_it_shows_the_account_and_its_logins(http):
    response = send(http, "/sign-in", **ALICE)

    assert response.url.path == HOME
    assert 'value="Alice"' in response.text
    assert response.text.count("<b>this one</b>") == 1
    assert "<script" not in response.text


def test_a_wrong_password_is_refused_as_the_api_refuses_it(http):
    response = send(http, "/sign-in", email="alice@example.com", password="wrong")

    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response.headers["WWW-Authenticate"] == 'Session realm="session"'
    assert "The e-mail address or the password is wrong." in response.text
    assert "sessionId" not in http.cookies


def test_it_obeys_the_same_attempt_limit(http):
    for _ in range(5):
        send(http, "/sign-in", email="alice@example.com", password="wrong")

    response = send(http, "/sign-in", **ALICE)

    assert response.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert 0 < int(response.headers["Retry-After"]) <= 300


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])
def test_after_a_sign_in_it_leads_to_no_other_site(http, target):
    response = send(http, "/sign-in", **ALICE, next=target)

    assert str(response.url) == f"http://localhost{HOME}"


def test_after_a_sign_in_it_leads_to_the_page_of_this_site_that_was_asked_for(http):
    response = send(http, "/sign-in", **ALICE, next="/session/me")

    assert response.url.path == "/session/me"


def test_a_new_sign_in_ends_this_browsers_earlier_session(http, open_browser):
    send(http, "/sign-in", **ALICE)
    before = http.cookies["sessionId"]
    token = http.cookies["csrftoken"]

    http.post(f"{HOME}/sign-in", data={"csrfmiddlewaretoken": token, **ALICE})

    assert http.cookies["sessionId"] != before
    thief = open_browser(Cookie=f"sessionId={before}")
    assert thief.get("/session/me").status_code == HTTPStatus.UNAUTHORIZED


def test_it_edits_the_profile(http):
    send(http, "/sign-in", **ALICE)

    response = send(http, "/profile", displayName="Älice")

    assert "Your profile is saved." in response.text
    assert Account.objects.get(email="alice@example.com").display_name == "Älice"


def test_it_says_what_is_wrong_with_a_profile(http):
    send(http, "/sign-in", **ALICE)

    response = send(http, "/profile", displayName="x" * 81)

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "at most 80 characters" in response.text


def test_it_ends_one_login_and_no_other(http, open_browser):
    send(http, "/sign-in", **ALICE)
    other = open_browser()
    other.post("/session/login", json=ALICE)
    login = re.search(r"/session/account/logins/([\w-]+)/end", http.get(HOME).text)[1]

    response = send(http, f"/logins/{login}/end")

    assert "That login has ended." in response.text
    assert other.get("/session/me").status_code == HTTPStatus.UNAUTHORIZED
    assert http.get("/session/me").status_code == HTTPStatus.OK


def test_it_ends_nobody_elses_login(http, open_browser):
    bob = open_browser()
    bob.post("/session/login", json={"email": "bob@example.com", "password": PASSWORD})
    login = bob.get("/session/logins").json()["logins"][0]["id"]
    send(http, "/sign-in", **ALICE)

    send(http, f"/logins/{login}/end")

    assert bob.get("/session/me").status_code == HTTPStatus.OK


def test_it_changes_the_password_and_keeps_this_login_alone(http, open_browser):
    send(http, "/sign-in", **ALICE)
    other = open_browser()
    other.post("/jwt-refresh/login", json={**ALICE, "carrier": "cookie"})

    response = send(http, "/password", currentPassword=PASSWORD, newPassword=NEW)

    assert "Your password is changed." in response.text
    assert http.get("/session/me").status_code == HTTPStatus.OK
    headers = {"X-CSRFToken": other.cookies["csrftoken"]}
    assert other.post("/jwt-refresh/refresh-token", headers=headers).json()["code"] == "token_revoked"
    assert Account.objects.get(email="alice@example.com").check_password(NEW)


@pytest.mark.parametrize(
    ("current", "new", "fault"),
    [("wrong", NEW, "This is not the current password."), (PASSWORD, "short", "This password is too short.")],
)
def test_it_says_what_is_wrong_with_a_new_password(http, current, new, fault):
    send(http, "/sign-in", **ALICE)

    response = send(http, "/password", currentPassword=current, newPassword=new)

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert fault in response.text
    assert Account.objects.get(email="alice@example.com").check_password(PASSWORD)


def test_it_signs_out(http):
    send(http, "/sign-in", **ALICE)

    response = send(http, "/sign-out")

    assert "You are signed out." in response.text
    assert "sessionId" not in http.cookies
    assert AuthEvent.objects.filter(kind=AuthEvent.Kind.LOGOUT, mode="session").count() == 1


@pytest.mark.parametrize("path", ["/profile", "/password", "/logins/x/end", "/sign-out", "/sign-in"])
def test_no_form_works_without_the_csrf_token(http, path):
    send(http, "/sign-in", **ALICE)

    response = http.post(f"{HOME}{path}", data={"displayName": "Mallory", **ALICE})

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert http.get("/session/me").status_code == HTTPStatus.OK
    assert Account.objects.get(email="alice@example.com").display_name == "Alice"


@pytest.mark.parametrize("path", ["/profile", "/password", "/logins/x/end"])
def test_a_form_sent_after_the_session_has_ended_leads_to_the_sign_in(http, path):
    send(http, "/sign-in", **ALICE)
    token = http.cookies["csrftoken"]

    headers = {"X-Lab-Clock": "+1801"}
    response = http.post(f"{HOME}{path}", data={"csrfmiddlewaretoken": token}, headers=headers)

    assert (response.status_code, response.headers["Location"]) == (HTTPStatus.FOUND, HOME)


def test_where_the_store_does_not_answer_it_says_so(http):
    send(http, "/sign-in", **ALICE)

    nowhere = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}}
    with override_settings(CACHES=nowhere):
        response = http.get(HOME)

    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.headers["Retry-After"] == "5"
