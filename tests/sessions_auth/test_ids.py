"""A session id is ours, new at each sign-in, known to the store by its digest alone, and good for one place."""

import hashlib
import re
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from sessions_auth.models import Session, digest_of

from .conftest import ask, sign_in

ALICE = (HTTPStatus.OK, "alice@example.com")
EXPIRED = (HTTPStatus.UNAUTHORIZED, "session_expired")


@pytest.mark.parametrize("planted", ["planted", "A" * 43, "x" * 4000, "%00"])
def test_a_planted_id_is_never_adopted(store: str, open_browser: Any, accounts: Any, planted: str) -> None:
    """Session fixation: whoever chose the id before sign-in holds nothing after it."""
    victim = open_browser()

    answer = sign_in(victim, Cookie=f"sessionId={planted}")

    assert re.fullmatch(r"[\w-]{43}", answer.cookies["sessionId"])
    assert answer.cookies["sessionId"] != planted
    assert ask(victim, planted) == EXPIRED
    assert ask(victim) == ALICE


def test_signing_in_again_replaces_the_id(browser: httpx.Client) -> None:
    """By the same person or another one; the earlier session of this browser is over."""
    first = browser.cookies["sessionId"]
    sign_in(browser)
    second = browser.cookies["sessionId"]
    sign_in(browser, "bob")

    assert len({first, second, browser.cookies["sessionId"]}) == 3
    assert (ask(browser, first), ask(browser, second)) == (EXPIRED, EXPIRED)
    assert ask(browser) == (HTTPStatus.OK, "bob@example.com")
    assert Session.objects.count() == 1


def test_a_failed_sign_in_changes_nothing(browser: httpx.Client) -> None:
    before = browser.cookies["sessionId"]

    answer = browser.post("/session/login", json={"email": "alice@example.com", "password": "wrong"})

    assert (answer.status_code, "sessionId" in answer.cookies) == (HTTPStatus.UNAUTHORIZED, False)
    assert ask(browser, before) == ALICE


def test_a_password_change_replaces_the_id(browser: httpx.Client) -> None:
    before, token = browser.cookies["sessionId"], browser.cookies["csrftoken"]
    sent = {"currentPassword": PASSWORD, "newPassword": "a-new-sesame-1"}

    assert browser.post("/session/password", json=sent, headers={"X-CSRFToken": token}).is_success

    assert browser.cookies["sessionId"] != before
    assert (ask(browser, before), ask(browser)) == (EXPIRED, ALICE)


def test_the_store_holds_a_digest_and_json(browser: httpx.Client, stored: Any, store: str) -> None:
    session_id = browser.cookies["sessionId"]
    digest = hashlib.sha256(f"session:{session_id}".encode()).hexdigest()

    ((key, held),) = stored().items()

    assert key == (f"session:{digest}" if store == "redis" else digest) == key
    assert digest == digest_of("session", session_id)
    assert isinstance(held, dict)
    assert session_id not in str(held)
    assert ask(browser, digest) == ask(browser, key) == EXPIRED


def test_a_session_is_nobodys_with_another_scope(browser: httpx.Client) -> None:
    """Else a digest would tell which admin session is which API session."""
    session_id = browser.cookies["sessionId"]

    assert digest_of("session", session_id) != digest_of("admin", session_id)


def admin_sign_in(browser: httpx.Client) -> httpx.Response:
    page = browser.get("/admin/login/")
    assert page.status_code == HTTPStatus.OK
    fields = {
        "username": "admin@example.com",
        "password": PASSWORD,
        "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        "next": "/admin/",
    }
    return browser.post("/admin/login/", data=fields)


def opens_admin(browser: httpx.Client, session_id: str) -> bool:
    stranger = httpx.Client(transport=browser._transport, base_url=browser.base_url)
    return stranger.get("/admin/", headers={"Cookie": f"adminSessionId={session_id}"}).status_code == HTTPStatus.OK


def test_the_admins_session_and_the_apis_are_two(store: str, open_browser: Any, accounts: Any) -> None:
    """In one browser, as one person, under one store: each id opens its own door."""
    browser = open_browser()
    assert admin_sign_in(browser).status_code == HTTPStatus.FOUND
    sign_in(browser, "admin")
    theirs, ours = browser.cookies["adminSessionId"], browser.cookies["sessionId"]

    assert (opens_admin(browser, theirs), opens_admin(browser, ours)) == (True, False)
    assert (ask(browser, ours), ask(browser, theirs)) == ((HTTPStatus.OK, "admin@example.com"), EXPIRED)

    browser.post("/session/logout", headers={"X-CSRFToken": browser.cookies["csrftoken"]})
    assert (ask(browser, ours), opens_admin(browser, theirs)) == (EXPIRED, True)


def test_two_people_in_one_browser(store: str, open_browser: Any, accounts: Any) -> None:
    browser = open_browser()
    admin_sign_in(browser)
    sign_in(browser, "bob")

    assert browser.get("/admin/").status_code == HTTPStatus.OK
    assert ask(browser) == (HTTPStatus.OK, "bob@example.com")
    assert {(c.name, c.path) for c in browser.cookies.jar if "ession" in c.name} == {
        ("adminSessionId", "/admin"), ("sessionId", "/session"),
    }  # fmt: skip


def test_a_session_of_another_account_is_never_shown(browser: httpx.Client, open_browser: Any) -> None:
    """Neither listed nor ended by anybody else."""
    other = open_browser()
    sign_in(other, "bob")
    (login,) = browser.get("/session/logins").json()["logins"]

    headers = {"X-CSRFToken": other.cookies["csrftoken"]}
    assert [row["current"] for row in other.get("/session/logins").json()["logins"]] == [True]
    assert other.delete(f"/session/logins/{login['id']}", headers=headers).status_code == HTTPStatus.NOT_FOUND
    assert ask(browser) == ALICE
