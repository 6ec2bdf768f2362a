"""An account has at most MAX_LOGINS logins a mode: the oldest ends, and an event says so. What isn't tracked, none."""

from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from contract.modes import MODES

pytestmark = pytest.mark.django_db
LIMIT = 3


@pytest.fixture(autouse=True)
def low_limit(settings: Any) -> None:
    settings.MAX_LOGINS = LIMIT


def listed(client: Any) -> list[str]:
    """The account's logins, oldest first."""
    return [login["id"] for login in reversed(client.send("GET", "logins").json()["logins"])]


def told(kind: str) -> list[tuple[str, str, str]]:
    events = AuthEvent.objects.filter(kind=kind).order_by("pk")
    return list(events.values_list("mode", "login_id", "note"))


def test_beyond_the_limit_the_oldest_login_ends(sign_in, variant, facts):
    clients = [sign_in() for _ in range(LIMIT + 2)]
    made = [login_id for _, login_id, _ in told("login")]

    assert listed(clients[-1]) == (made[2:] if facts.tracked else [])
    ended = [(variant.mode.name, login_id, "MAX_LOGINS") for login_id in made[:2]]
    assert told("login_ended") == (ended if facts.tracked else [])
    if facts.rotates:
        assert [client.refresh().status_code for client in clients] == [401, 401, 200, 200, 200]
    else:
        alive = [client.send("GET", "me").status_code for client in clients]
        assert alive == ([401, 401, 200, 200, 200] if facts.tracked else [200] * 5)


def test_the_limit_is_an_accounts_own_and_what_has_ended_does_not_count(sign_in, facts):
    first = sign_in()
    for _ in range(LIMIT):
        sign_in().logout()
        sign_in("bob")

    assert len(listed(first)) == (1 if facts.tracked else 0)
    assert told("login_ended") == []


def test_what_has_expired_does_not_count(sign_in, moved_clock, facts, variant):
    for _ in range(LIMIT):
        sign_in()
    moved_clock.shift(8 * 86400)

    sign_in()

    assert told("login_ended") == []


def test_each_mode_counts_for_itself(open_browser, accounts, variant):
    others = [mode for mode in MODES if mode.name != variant.mode.name]
    for mode in others:
        for _ in range(LIMIT):
            mode.client(open_browser(), mode.carriers[0]).login("alice@example.com", PASSWORD)

    variant.client(open_browser()).login("alice@example.com", PASSWORD)

    assert told("login_ended") == []
