"""How often a password may be guessed: 5 times in 5 minutes by account and address, 20 times as often by address."""

from http import HTTPStatus
from typing import Any

import pytest
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from contract.modes import BY_PREFIX

from .conftest import PREFIXES

OK, REFUSED, THROTTLED = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS


def test_the_sixth_guess_is_not_looked_at(attempt: Any, hashed: list[None], prefix: str) -> None:
    """Nor is the right password then."""
    statuses = [attempt(prefix=prefix).status_code for _ in range(5)]
    assert (statuses, len(hashed)) == ([REFUSED] * 5, 5)

    for password in ("wrong", PASSWORD):
        answer = attempt(password, prefix=prefix)
        assert answer.status_code == THROTTLED
        assert answer.json()["code"] == "throttled"
        assert 1 <= int(answer.headers["Retry-After"]) <= 300
    assert len(hashed) == 5


def test_the_modes_share_one_count(attempt: Any) -> None:
    statuses = [attempt(prefix=prefix).status_code for prefix in (PREFIXES * 6)[:6]]

    assert statuses == [REFUSED] * 5 + [THROTTLED]


def test_the_count_is_of_an_account_and_an_address(attempt: Any, succeed: Any) -> None:
    for _ in range(6):
        attempt()

    assert succeed(email="ALICE@example.com").status_code == THROTTLED
    assert succeed(email="bob@example.com").status_code == OK
    assert succeed(address="192.0.2.1").status_code == OK


def test_an_unknown_address_is_throttled_as_any(attempt: Any) -> None:
    statuses = [attempt(email="nobody@example.com").status_code for _ in range(6)]

    assert statuses == [REFUSED] * 5 + [THROTTLED]


def test_what_was_right_never_counted(attempt: Any, succeed: Any, settings: Any) -> None:
    settings.LOGIN_ATTEMPTS = 2

    assert [succeed().status_code for _ in range(50)] == [OK] * 50
    assert [attempt().status_code, succeed().status_code, attempt().status_code] == [REFUSED, OK, REFUSED]
    assert succeed().status_code == THROTTLED


def test_an_address_has_a_limit_of_its_own(attempt: Any, succeed: Any, settings: Any) -> None:
    settings.LOGIN_ATTEMPTS = 1
    statuses = [attempt(email=f"guess{n}@example.com").status_code for n in range(21)]

    assert statuses == [REFUSED] * 20 + [THROTTLED]
    assert succeed().status_code == THROTTLED
    assert succeed(address="192.0.2.1").status_code == OK


def test_a_subscriber_of_ipv6_is_one_address(attempt: Any, succeed: Any) -> None:
    """The /64 that one commands; the next one is somebody else's. And ::ffff:192.0.2.1 is 192.0.2.1."""
    for number in range(6):
        attempt(address=f"2001:db8:1:2::{number}")
        attempt(address="::ffff:192.0.2.1")

    assert succeed(address="2001:db8:1:2:ffff::1").status_code == THROTTLED
    assert succeed(address="2001:db8:1:3::1").status_code == OK
    assert succeed(address="192.0.2.1").status_code == THROTTLED


def test_a_site_of_ipv6_has_a_larger_allowance_and_no_endless_one(attempt: Any, succeed: Any) -> None:
    """Four times an address's own for all of a /48: 40 guesses from 40 subnets are not 40 tries."""
    statuses = [attempt(address=f"2001:db8:1:{n:x}::1").status_code for n in range(25)]

    assert statuses == [REFUSED] * 20 + [THROTTLED] * 5
    assert succeed(address="2001:db8:1:ffff::1").status_code == THROTTLED
    assert succeed(address="2001:db8:2:1::1").status_code == OK
    assert succeed(address="2001:db8:1:ffff::1", email="bob@example.com").status_code == OK


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("198.51.100.7:4711", "198.51.100.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.7"),
        ("unknown", None),
        ("198.51.100.7:", None),
    ],
)
def test_a_proxy_may_write_the_port_too(attempt: Any, settings: Any, written: str, address: str | None) -> None:
    settings.TRUSTED_PROXIES = 1

    attempt(**{"X-Forwarded-For": written})

    assert AuthEvent.objects.get().ip_address == address


FORWARDED = {"X-Forwarded-For": "198.51.100.7"}


def test_without_a_proxy_nobody_chooses_their_address(attempt: Any) -> None:
    statuses = [attempt(**{"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(6)]

    assert statuses == [REFUSED] * 5 + [THROTTLED]


@pytest.mark.parametrize(("proxies", "ours"), [(1, ""), (2, ", 10.0.0.1")], ids=["one proxy", "two proxies"])
def test_behind_proxies_the_address_is_what_the_outermost_saw(
    attempt: Any, settings: Any, proxies: int, ours: str
) -> None:
    """What the client wrote itself stands further left, and counts for nothing."""
    settings.TRUSTED_PROXIES = proxies

    spoofing = [attempt(**{"X-Forwarded-For": f"203.0.113.{n}, 198.51.100.7{ours}"}).status_code for n in range(6)]
    somebody = attempt(PASSWORD, **{"X-Forwarded-For": f"198.51.100.7, 198.51.100.8{ours}"}).status_code

    assert (spoofing, somebody) == ([REFUSED] * 5 + [THROTTLED], OK)


def test_a_password_change_counts_as_a_guess(
    open_browser: Any, attempt: Any, accounts: Any, hashed: list[None], prefix: str
) -> None:
    """Else whoever stole a session could guess there."""
    client = BY_PREFIX[prefix].client(open_browser())
    client.login("alice@example.com", PASSWORD)
    sent = {"currentPassword": "wrong", "newPassword": "a-new-sesame-1"}
    hashed.clear()

    statuses = [client.send("POST", "password", sent).status_code for _ in range(6)]

    assert statuses == [HTTPStatus.BAD_REQUEST] * 5 + [THROTTLED]
    assert len(hashed) == 5
    assert attempt(PASSWORD).status_code == THROTTLED


def test_every_count_ends_by_itself(attempt: Any, succeed: Any) -> None:
    """In Redis, within the window, given back or not; and nobody's mail address is in its name."""
    attempt()
    succeed()
    succeed(email="bob@example.com")
    redis = get_redis_connection("default")

    keys = redis.keys("*attempts*")

    assert len(keys) == 3  # two pairs, one address
    assert all(0 < redis.ttl(key) <= 300 for key in keys)
    assert not [key for key in keys if b"example.com" in key]
