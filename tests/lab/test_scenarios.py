"""Every question, asked of every mode, on servers of its own: real processes, PostgreSQL, Valkey; each cell asserted.

The table below is the comparison itself, as a specification: what a fact is, by question and mode.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from lab.comparison.ask import ask
from lab.comparison.columns import shown
from lab.comparison.questions import QUESTIONS
from lab.comparison.questions.without_script import RECORD, travels
from lab.servers.fleet import Fleet
from lab.servers.stores import POSTGRES

HOUR, DAY = 3600, 86400


def about(seconds: int) -> Any:
    """That many seconds, but for those that the question itself took."""
    return pytest.approx(seconds, abs=61)


class AtMost(list[int]):
    """Equal to what is no more, item by item. Exact costs are pinned where each mode's own tests count them."""

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, list)
            and len(other) == len(self)
            and all(o <= s for o, s in zip(other, self, strict=True))
        )


AT_ONCE = {"seconds": 0, "status": 401, "code": "session_expired"}
IN_AN_HOUR = {"seconds": about(HOUR), "status": 401, "code": "token_expired"}
IN_15_MINUTES = {"seconds": about(900), "status": 401, "code": "token_expired"}
NO_RENEWAL = {"renewal": 401, "renewed": None}
REVOKED = (AT_ONCE, IN_AN_HOUR, IN_15_MINUTES | NO_RENEWAL)
COUNTED = {"events": 1, "rows_more": 0, "keys_more": 0}
NONE, ALL_WELL = {"me": 200, "renewal": None}, {"me": 200, "renewal": 200}
KEPT, CLOSED = {"seconds": 0, "ended_by_rotation": False}, {"seconds": 0, "defeats_rotation": False}
FORGED = {"body": "401 not_authenticated", "cookie": "403 csrf_failed", "split": "401 not_authenticated"}


def sent_by(*pages: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A cookie is sent along by these pages; a token that the client keeps itself, by none."""
    cookie = {"cookie": {page: page in pages for page in ("own", "other")}}
    body, split = ({carrier: {"own": False, "other": False}} for carrier in ("body", "split"))
    return cookie, body | cookie, body | cookie | split


# question: (session, jwt, jwt-refresh). A fact that isn't named here is one that depends on the machine.
EXPECTED: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "stores-asked": ({"sql": 1, "redis": 1}, {"sql": 0, "redis": 0}, {"sql": 0, "redis": 0}),
    "stores-asked-by-each-call": (
        {"login": AtMost([4, 5]), "logout": AtMost([4, 3])},
        {"login": AtMost([2, 4]), "logout": AtMost([1, 0])},
        {"login": AtMost([4, 4]), "renewal": AtMost([2, 0]), "logout": AtMost([3, 0])},
    ),
    "bytes-a-request": (
        {"credential": about(63)},
        {"credential": about(420)},
        {"credential": about(470)},
    ),
    "bytes-stored": (
        {"rows": 1, "keys": 1, "bytes_more": 0, **COUNTED},
        {"rows": 0, "keys": 0, "bytes": 0, "bytes_more": 0, **COUNTED},
        {"rows": 1, "keys": 0, "bytes_more": pytest.approx(2, abs=12), **COUNTED},  # more digits
    ),
    "callers-burden": ({"extra_requests": 0}, {"extra_requests": 0}, {"extra_requests": 8}),
    "relogin-after-expiry": (
        {"lifetime": 1800, "status": 401, "code": "session_expired", "requests": 1},
        {"lifetime": HOUR, "status": 401, "code": "token_expired", "requests": 1},
        {"lifetime": 900, "status": 200, "code": "", "requests": 3},
    ),
    "steady-use": (
        {"seconds": about(12 * HOUR)},
        {"seconds": about(HOUR)},
        {"seconds": pytest.approx(30 * DAY, abs=960)},
    ),
    "logout": REVOKED,
    "logout-everywhere": REVOKED,
    "ending-one-login": (
        AT_ONCE | {"listed": 1},
        IN_AN_HOUR | {"listed": 0},
        IN_15_MINUTES | NO_RENEWAL | {"listed": 1},
    ),
    "role-change": (
        {"seconds": 0, "status": 403, "code": "permission_denied"},
        IN_AN_HOUR,
        IN_15_MINUTES | {"renewal": 200, "renewed": 403},
    ),
    "deactivation": REVOKED,
    "deletion": REVOKED,
    "password-change": REVOKED,
    "password-set": REVOKED,
    "stolen-credential": (
        {"status": 200, "away": about(12 * HOUR), "active": about(12 * HOUR), "tracked": True},
        {"status": 200, "away": about(HOUR), "active": about(HOUR), "tracked": False},
        {
            "status": 200,
            "seconds": about(900),
            "away": pytest.approx(30 * DAY, abs=960),
            "active": about(900 + 810),
            "tracked": True,
        },
    ),
    "raw-tokens-at-rest": ({"places": {}},) * 3,
    "replayed-refresh-token": (
        {"renewable": False},
        {"renewable": False},
        {"renewable": True, "replay": 401, "code": "refresh_reused", "owner_me": 200, "owner_renewal": 401},
    ),
    "lost-answer": (
        {"renewable": False},
        {"renewable": False},
        {"renewable": True, "again": 200, "later": 200},
    ),
    "two-tabs": ({"rounds": 10, "refused": 0, "still": [200, 200]},) * 3,
    "refresh-race": (
        {"renewable": False},
        {"renewable": False},
        {"both": 10, "forked": 0, "out": 0},
    ),
    "csrf": (
        {"cookie": FORGED["cookie"]},
        {"body": FORGED["body"], "cookie": FORGED["cookie"]},
        FORGED,
    ),
    "script-readable": (
        {"cookie": {"readable": [], "hidden": ["sessionId"]}},
        {
            "body": {"readable": ["accessToken"], "hidden": []},
            "cookie": {"readable": [], "hidden": ["accessToken"]},
        },
        {
            "body": {"readable": ["accessToken", "refreshToken"], "hidden": []},
            "cookie": {"readable": [], "hidden": ["accessToken", "refreshToken"]},
            "split": {"readable": ["accessToken"], "hidden": ["refreshToken"]},
        },
    ),
    "cross-site": ({"login": 403, "code": "csrf_failed", "cors": None},) * 3,
    "not-a-browser": (
        {"header": "Cookie", "safe": 200, "unsafe": 403, "code": "csrf_failed"},
        {"header": "Authorization", "safe": 200, "unsafe": 200, "code": ""},
        {"header": "Authorization", "safe": 200, "unsafe": 200, "code": ""},
    ),
    "single-execution-theft": (
        {"cookie": KEPT},
        {"body": {"seconds": about(HOUR), "ended_by_rotation": False}, "cookie": KEPT},
        {
            "body": {"seconds": about(900 + 810), "ended_by_rotation": True},
            "cookie": KEPT,
            "split": {"seconds": about(900), "ended_by_rotation": False},
        },
    ),
    "persistent-theft": (
        {"cookie": CLOSED},
        {"body": {"seconds": about(HOUR - 120), "defeats_rotation": False}, "cookie": CLOSED},
        {
            "body": {"seconds": pytest.approx(30 * DAY, abs=960), "defeats_rotation": True},
            "cookie": CLOSED,
            "split": {"seconds": about(900), "defeats_rotation": False},
        },
    ),
    "acquisition": (
        {"cookie": {"renewal": None, "seconds": 0}},
        {"body": {"renewal": None, "seconds": 0}, "cookie": {"renewal": None, "seconds": 0}},
        {
            "body": {"renewal": 200, "seconds": about(900)},
            "cookie": {"renewal": 200, "seconds": 0},
            "split": {"renewal": 200, "seconds": about(900)},
        },
    ),
    "proxied-requests": ({"cookie": 200}, {"body": 200, "cookie": 200}, {"body": 200, "cookie": 200, "split": 200}),
    **{f"without-script-{name}": sent_by("own") for name in ("image", "event-source", "web-socket", "frame")},
    **{f"without-script-{name}": sent_by("own", "other") for name in ("link", "download", "form-get")},
    "without-script-form-post": sent_by("own"),
    "second-server": (
        {"me_needs": ["keys", "Redis", "database"], "renewal_needs": None},
        {"me_needs": ["keys"], "renewal_needs": None},
        {"me_needs": ["keys"], "renewal_needs": ["keys", "database"]},
    ),
    "round-robin": (
        {"requests": 20, "shared": 0, "memory": 10},
        {"requests": 20, "shared": 0, "memory": 0},
        {"requests": 20, "shared": 0, "memory": 0},
    ),
    "server-restart": ({"status": 200},) * 3,
    "store-restart": (
        {"restarted": [200, None], "emptied": [401, None]},
        {"restarted": [200, None], "emptied": [200, None]},
        {"restarted": [200, 200], "emptied": [200, 200]},
    ),
    "database-outage": (
        {"me": 503, "login": 503, "code": "store_unavailable", "back": 200},
        {"me": 200, "login": 503, "code": "", "back": 200},
        {"me": 200, "renewal": 503, "login": 503, "code": "", "back": 200},
    ),
    "redis-outage": (
        {"me": 503, "login": 503, "code": "store_unavailable", "back": 200},
        {"me": 200, "login": 503, "code": "", "back": 200},
        {"me": 200, "renewal": 200, "login": 503, "code": "", "back": 200},
    ),
    "resource-server": (
        {"status": 401, "knows": False, "after_logout": 401},
        {"status": 200, "knows": True, "after_logout": 200},
        {"status": 200, "knows": True, "after_logout": 200},
    ),
    "key-rotation": (
        {"kept": NONE, "dropped": {"me": 401, "renewal": None}},
        {"kept": NONE, "dropped": {"me": 401, "renewal": None}},
        {"kept": ALL_WELL, "dropped": {"me": 401, "renewal": 401}},
    ),
}


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with TemporaryDirectory(prefix="authdemo-") as folder, Fleet(Path(folder)) as fleet:  # short: it holds sockets
        yield fleet


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


def test_every_question_has_its_row_here():
    assert list(EXPECTED) == list(QUESTIONS)


def test_a_cookie_that_no_browser_was_asked_about_is_not_guessed_at():
    [cookie] = httpx.Cookies({"sessionId": "x"}).jar
    cookie.set_nonstandard_attr("SameSite", "Sideways")

    with pytest.raises(LookupError, match="SameSite Sideways was not measured"):
        travels(cookie, RECORD["ways"]["link"], "own")


@pytest.mark.skipif(not POSTGRES, reason="an outage needs a database server")
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_facts(name: str, fleet: Fleet):
    for mode, expected in zip(shown(), EXPECTED[name], strict=True):
        cell = ask(QUESTIONS[name], mode, fleet.server.url, fleet)

        assert {fact: cell["found"].get(fact) for fact in expected} == expected, mode.name
        proof = next(exchange for exchange in cell["exchanges"] if exchange["number"] == cell["proof"])
        assert proof["url"].startswith((mode.prefix, "/whoami"))
        assert not any("eyJ" in str(part) and "…" not in str(part) for part in proof["sent"]), "a credential in full"
