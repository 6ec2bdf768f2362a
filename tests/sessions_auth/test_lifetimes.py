"""A session ends when it was idle for 30 minutes, and 12 hours after sign-in whatever happens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection

from sessions_auth.models import Session

from .conftest import ask, sign_in

ALICE = (HTTPStatus.OK, "alice@example.com")
EXPIRED = (HTTPStatus.UNAUTHORIZED, "session_expired")
MINUTE = 60


@pytest.fixture(autouse=True)
def time() -> Iterator[Any]:
    """Stands still until it is moved; only forward, since a store's own clock sweeps what is over."""
    with time_machine.travel(datetime.now(UTC).replace(microsecond=0), tick=False) as traveller:
        yield traveller


def test_an_idle_session_ends(browser: Any, time: Any) -> None:
    time.shift(30 * MINUTE - 1)
    assert ask(browser) == ALICE

    time.shift(30 * MINUTE)
    assert ask(browser) == EXPIRED
    assert ask(browser) == EXPIRED


def test_a_session_in_use_ends_too(browser: Any, time: Any) -> None:
    for _ in range(24):
        assert ask(browser) == ALICE
        time.shift(30 * MINUTE - 1)

    session_id = browser.cookies["sessionId"]
    assert ask(browser, session_id) == ALICE  # 12 hours less 24 seconds
    time.shift(24)
    assert ask(browser, session_id) == EXPIRED  # the browser itself has dropped the cookie


def test_the_cookie_lives_as_long_as_the_session_may(store: str, open_browser: Any, accounts: Any) -> None:
    answer = sign_in(open_browser())

    (cookie,) = [value for value in answer.headers.get_list("Set-Cookie") if "sessionId=" in value]
    assert "Max-Age=43200" in cookie
    assert answer.json()["expiresIn"] == 30 * MINUTE


def test_a_password_change_renews_no_more_than_the_id(browser: Any, time: Any) -> None:
    """The absolute end stays where sign-in put it."""
    time.shift(20 * MINUTE)
    ends = Session.objects.values_list("absolute_expires_at", flat=True).get()
    sent = {"currentPassword": "open-sesame", "newPassword": "a-new-sesame-1"}

    assert browser.post(
        "/session/password", json=sent, headers={"X-CSRFToken": browser.cookies["csrftoken"]}
    ).is_success

    assert Session.objects.values_list("absolute_expires_at", flat=True).get() == ends
    session_id = browser.cookies["sessionId"]
    time.shift((ends - datetime.now(UTC)).total_seconds())
    assert ask(browser, session_id) == EXPIRED


def last_used(browser: Any) -> str:
    (login,) = browser.get("/session/logins").json()["logins"]
    return str(login["lastUsedAt"])


def writes(browser: Any) -> tuple[int, int]:
    """(SQL writes, Redis writes) of one `me`."""
    redis = get_redis_connection("default")
    redis.config_resetstat()
    with CaptureQueriesContext(connection) as queries:
        assert ask(browser) == ALICE
    commands = redis.info("commandstats")
    changing = ("UPDATE", "INSERT", "DELETE")
    sql = sum(query["sql"].startswith(changing) for query in queries.captured_queries)
    return sql, sum(
        commands.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("set", "eval", "evalsha", "del")
    )


def test_use_is_noted_once_a_minute(browser: Any, store: str, time: Any) -> None:
    """A request within it writes nothing anywhere."""
    signed_in = last_used(browser)

    time.shift(59)
    assert (writes(browser), last_used(browser)) == ((0, 0), signed_in)
    time.shift(1)
    sql, redis = writes(browser)
    assert sql == 1
    assert (redis > 0) == (store == "redis")
    assert last_used(browser) > signed_in
    assert writes(browser) == (0, 0)


def test_what_is_over_is_no_longer_listed(browser: Any, open_browser: Any, time: Any) -> None:
    time.shift(20 * MINUTE)
    second = open_browser()
    sign_in(second)
    assert len(second.get("/session/logins").json()["logins"]) == 2

    time.shift(15 * MINUTE)

    assert [login["current"] for login in second.get("/session/logins").json()["logins"]] == [True]
