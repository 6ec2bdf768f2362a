"""A rule: when a fact has an answer, what was found by a question speaks for a column, or against it, or rules it out.

It sees the found facts alone, never whose they are. {} in its words is the measured cell.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

RULED_OUT = -100
Found = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """`when` is (fact, answers), or () for any case. `missing` is its weight where the question couldn't be asked."""

    when: tuple[str, tuple[str, ...]] | tuple[()]
    question: str
    weigh: Callable[[Found], int]
    good: str
    bad: str
    missing: int = 0

    def applies(self, case: dict[str, str]) -> bool:
        return not self.when or case[self.when[0]] in self.when[1]


def within(limits: dict[int, int], otherwise: int) -> Callable[[Found], int]:
    """By the seconds until a credential is worth nothing, {up to: weight}; a renewal that goes on is never over."""

    def weigh(found: Found) -> int:
        if found.get("renewed") == 200:
            return otherwise
        return next((weight for limit, weight in limits.items() if found["seconds"] <= limit + 5), otherwise)

    return weigh


def hidden(found: Found) -> int:
    return 2 if any(not seen["readable"] for seen in found.values()) else -1


def forged(found: Found) -> int:
    return -3 if any(answer.startswith("2") for answer in found.values()) else 1


def listed(found: Found) -> int:
    if not found["listed"]:
        return RULED_OUT
    return 2 if found["seconds"] <= 1 else 1 if found["seconds"] <= 905 else RULED_OUT


RULES = (
    Rule(("pages", ("own", "subdomain")), "script-readable", hidden,
         "A script of the page can be kept from reading it: {}.", "A script of the page can read it: {}."),
    Rule(("pages", ("own", "subdomain", "foreign")), "csrf", forged,
         "A forged request from a foreign page does nothing: {}.", "A forged request from a foreign page passes: {}."),
    Rule(("pages", ("foreign",)), "not-a-browser", lambda f: 2 if f["unsafe"] == 200 else -2,
         "A page of another origin sends it as a header, and needs no CSRF token: {}.",
         "Its unsafe calls need a cookie and a CSRF token, which another origin can't read: {}."),
    Rule(("pages", ("none",)), "not-a-browser", lambda f: 2 if f["unsafe"] == 200 else -2,
         "A client that is no browser just sends it: {}.",
         "A client that is no browser must keep cookies and send a CSRF token back: {}."),
    Rule(("mobile", ("yes",)), "not-a-browser", lambda f: 1 if f["unsafe"] == 200 else -1,
         "An app just sends it: {}.", "An app must keep cookies and send a CSRF token back: {}."),
    Rule(("mobile", ("yes",)), "steady-use", lambda f: 1 if f["seconds"] >= 7 * 86_400 else -1,
         "An app in steady use stays signed in for {}.", "An app in steady use is signed out after {}."),
    Rule(("services", ("yes",)), "resource-server", lambda f: 3 if f["status"] == 200 else RULED_OUT,
         "Another service, knowing only the public key, learns {}.",
         "Another service, knowing only public keys, learns {}."),
    Rule(("ban", ("now",)), "deactivation", within({1: 3, 900: -3}, RULED_OUT),
         "Who is deactivated is out {}.", "Who is deactivated is in for {}."),
    Rule(("ban", ("minutes",)), "deactivation", within({900: 1}, RULED_OUT),
         "Who is deactivated is out soon enough: {}.", "Who is deactivated is in for {}."),
    Rule(("ban", ("hour",)), "deactivation", within({3600: 1}, -3),
         "Who is deactivated is out soon enough: {}.", "Who is deactivated is in for {}."),
    Rule(("outage", ("redis",)), "redis-outage", lambda f: 2 if f["me"] == 200 else -3,
         "With Redis down it goes on: {}.", "With Redis down it stops: {}."),
    Rule(("outage", ("database",)), "database-outage", lambda f: 2 if f["me"] == 200 else -3,
         "With the database down it goes on: {}.", "With the database down it stops: {}."),
    Rule(("devices", ("yes",)), "ending-one-login", listed,
         "One login can be picked from a list and ended: {}.", "No single login can be ended in time: {}.", RULED_OUT),
    Rule(("keys", ("nobody",)), "key-rotation", lambda f: 2 if f["dropped"]["me"] == 200 else -1,
         "It hangs on no key: {}.", "It hangs on a key that somebody must hold: {}."),
    Rule((), "logout", within({1: 1}, -1),
         "A logout is one: {}.", "After a logout the old credential still counts: {}."),
    Rule(("copies", ("some",)), "stolen-credential", lambda f: int(f["seconds"] == 0),
         "A stolen copy opens nothing: {}.", "A stolen copy lets its thief in for {}."),
    Rule(("copies", ("nothing",)), "stolen-credential", within({0: 3}, RULED_OUT),  # RFC 9700 §2.2: sender-constrained
         "A stolen copy opens nothing: {}.", "A stolen copy lets its thief in for {}."),
    Rule((), "stores-asked", lambda f: 1 if f["sql"] + f["redis"] == 0 else 0,
         "A request asks no store: {}.", "A request asks {}."),
    Rule((), "callers-burden", lambda f: 0 if not f["extra_requests"] else -1,
         "A client has little to do: {}.", "A client has to renew: {}."),
    Rule((), "lost-answer", lambda f: -1 if f.get("again", 200) != 200 else 0,
         "A lost answer costs nothing: {}.", "A lost answer costs the login: {}."),
    Rule((), "raw-tokens-at-rest", lambda f: -1 if f["places"] else 0,
         "A stolen backup holds no token: {}.", "A stolen backup holds tokens that work: {}."),
)  # fmt: skip
