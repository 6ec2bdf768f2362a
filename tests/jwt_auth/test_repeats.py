"""A repeated refresh is an event; and nobody who watches an account's logins learns when to come along with one."""

from typing import Any

import pytest

from accounts.models import AuthEvent

pytestmark = pytest.mark.django_db
OWNER = {"User-Agent": "Firefox"}


def told(kind: str = "refresh_repeated") -> list[tuple[str, str, str]]:
    return list(AuthEvent.objects.filter(kind=kind).values_list("ip_address", "user_agent", "note"))


@pytest.fixture
def time(moved_clock: Any) -> Any:
    return moved_clock


def renew(http: Any, token: str) -> Any:
    return http.post("/jwt-refresh/refresh-token", json={"refreshToken": token})


def test_each_repeat_is_an_event_that_says_how_it_differs(open_browser: Any, accounts: Any) -> None:
    owner, thief = open_browser(**OWNER), open_browser("192.0.2.1", **{"User-Agent": "curl"})
    sent = {"email": "alice@example.com", "password": "open-sesame"}
    parent = owner.post("/jwt-refresh/login", json=sent).json()["refreshToken"]
    assert renew(owner, parent).status_code == 200

    answers = [renew(http, parent).status_code for http in (owner, thief, owner)]

    assert answers == [200] * 3
    assert told() == [
        ("127.0.0.1", "Firefox", "same address, same user agent"),
        ("192.0.2.1", "curl", "another address, another user agent"),
        ("127.0.0.1", "Firefox", "same address, same user agent"),
    ]


def test_the_rotation_that_counts_is_the_last(open_browser: Any, accounts: Any) -> None:
    """Where the login was made doesn't matter."""
    home, train = open_browser(**OWNER), open_browser("192.0.2.1", **OWNER)
    sent = {"email": "alice@example.com", "password": "open-sesame"}
    first = home.post("/jwt-refresh/login", json=sent).json()["refreshToken"]
    renew(train, first)

    renew(train, first)

    assert told() == [("192.0.2.1", "Firefox", "same address, same user agent")]


def test_a_watching_thief_cannot_ride_along(open_browser: Any, login: Any, time: Any) -> None:
    """With a stolen pair: they poll the list each second, and come when it changes. Once the change shows, the parent
    is no longer taken; so their first ride ends the login, and an event says so."""
    thief = owner = login()
    http, rides = open_browser("192.0.2.1"), 0

    def listed() -> Any:
        headers = {"Authorization": f"Bearer {thief['accessToken']}"}
        (entry,) = http.get("/jwt-refresh/logins", headers=headers).json()["logins"]
        return entry["lastUsedAt"], entry["expiresAt"]

    for _ in range(6):
        time.shift(600)
        seen = listed()
        owner = renew(open_browser(), owner["refreshToken"]).json()
        for _ in range(15):
            if listed() != seen:
                break
            time.shift(1)
        answer = renew(http, thief["refreshToken"])
        if answer.status_code != 200:
            break
        rides += 1
        thief = answer.json()

    assert (rides, answer.json()["code"]) == (0, "refresh_reused")
    assert len(told("refresh_reused")) == 1


def test_the_list_tells_of_a_use_once_its_window_is_over(login: Any, time: Any, http: Any) -> None:
    pair = login()
    headers = {"Authorization": f"Bearer {pair['accessToken']}"}

    def last_use() -> str:
        return str(http.get("/jwt-refresh/logins", headers=headers).json()["logins"][0]["lastUsedAt"])

    begun = last_use()
    time.shift(60)
    renew(http, pair["refreshToken"])
    during = last_use()
    time.shift(10)

    assert during == begun
    assert last_use() > begun
