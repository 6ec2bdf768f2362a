"""What happened is told twice, in a row and in a line of the log: who, by which mode, which login, from where."""

import json
from typing import Any

import pytest
import time_machine

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent

from .conftest import PREFIXES

NOON = 1_795_435_200
NEW = "a-new-sesame-1"


def told() -> list[tuple[str, int | None, str, str]]:
    return list(AuthEvent.objects.order_by("id").values_list("kind", "account_id", "mode", "login_id"))


def ids_of(client: Any) -> list[str]:
    return [login["id"] for login in client.send("GET", "logins").json()["logins"]]


def test_the_life_of_a_login(variant: Any, sign_in: Any, accounts: Any) -> None:
    alice, mode = accounts["alice"].pk, variant.mode.name
    client = sign_in()
    (login_id,) = ids_of(client) or [told()[0][3]]

    client.send("POST", "password", {"currentPassword": PASSWORD, "newPassword": NEW})
    client.logout()

    assert login_id
    assert told() == [
        ("login", alice, mode, login_id),
        ("password_changed", alice, mode, login_id),
        ("logout", alice, mode, login_id),
    ]


def test_logins_that_are_ended_by_others(variant: Any, sign_in: Any, accounts: Any) -> None:
    """Where logins are tracked; a bare JWT has none to end, and so nothing to tell."""
    alice, mode = accounts["alice"].pk, variant.mode.name
    first, second = sign_in(), sign_in()
    ids = ids_of(second)
    before = len(told())

    for login_id in ids[1:]:
        second.send("DELETE", f"logins/{login_id}")
    second.send("POST", "logout-all")

    assert told()[before:] == [("login_ended", alice, mode, login_id) for login_id in reversed(ids)]
    assert first.http is not second.http


@pytest.mark.parametrize("prefix", PREFIXES)
def test_guesses(attempt: Any, accounts: Any, settings: Any, prefix: str) -> None:
    settings.LOGIN_ATTEMPTS = 1
    alice, mallory, mode = accounts["alice"].pk, accounts["mallory"].pk, prefix[1:]

    for email in ("alice@example.com", "ALICE@example.com", "mallory@example.com", "nobody@example.com"):
        attempt(email=email, prefix=prefix)
    attempt(email="nobody@example.com", prefix=prefix)

    assert told() == [
        ("login_failed", alice, mode, ""),
        ("throttled", alice, mode, ""),
        ("login_failed", mallory, mode, ""),
        ("login_failed", None, mode, ""),
        ("throttled", None, mode, ""),
    ]


def test_reuse_is_told_once(open_browser: Any, accounts: Any, settings: Any) -> None:
    settings.REFRESH_RETRY_SECONDS = 0
    browser = open_browser()
    sent = {"email": "alice@example.com", "password": PASSWORD}
    token = browser.post("/jwt-refresh/login", json=sent).json()["refreshToken"]
    login_id = told()[0][3]

    for _ in range(3):
        browser.post("/jwt-refresh/refresh-token", json={"refreshToken": token})

    alice = accounts["alice"].pk
    assert told() == [("login", alice, "jwt-refresh", login_id), ("refresh_reused", alice, "jwt-refresh", login_id)]


@time_machine.travel(NOON, tick=False)
def test_an_event_has_where_and_when(attempt: Any, caplog: Any, accounts: Any, prefix: str) -> None:
    caplog.set_level("INFO", "authdemo.auth")
    agent = "Mozilla/5.0 " + "x" * 300

    attempt(PASSWORD, prefix=prefix, address="2001:db8::1", **{"User-Agent": agent})

    event = AuthEvent.objects.get()
    assert (event.ip_address, event.user_agent, event.created_at.timestamp()) == ("2001:db8::1", agent[:256], NOON)
    (line,) = [json.loads(record.getMessage()) for record in caplog.records if record.name == "authdemo.auth"]
    assert line == {
        "event": "login", "account": accounts["alice"].pk, "mode": prefix[1:], "login": event.login_id,
        "address": "2001:db8::1",
    }  # fmt: skip


def test_no_event_holds_what_was_typed(attempt: Any, caplog: Any, prefix: str) -> None:
    """People type passwords into the address field."""
    caplog.set_level("DEBUG")

    attempt("my-secret-guess", email="my-secret-password@example.com", prefix=prefix)

    row = str(AuthEvent.objects.values().get())
    lines = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("authdemo"))
    assert "login_failed" in row and "login_failed" in lines
    assert "my-secret" not in row + lines


def test_an_event_outlives_its_account(attempt: Any, accounts: Any) -> None:
    attempt(PASSWORD)
    alice = accounts["alice"].pk
    accounts["alice"].delete()

    assert [kind for kind, account, _, _ in told() if account == alice] == ["login"]
