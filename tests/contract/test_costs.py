"""What each call asks of the stores, pinned: SQL statements and Redis commands (a script is one), connections warm."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis.connection import AbstractConnection

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES
from jwt_auth.refresh.client import Client as RefreshClient
from jwt_auth.refresh.models import TokenFamily
from tests.conftest import VARIANTS
from tests.tables import table

pytestmark = pytest.mark.django_db
# (SQL, Redis) by variant; None: no such call.
COSTS = table(
    (                "session-redis", "session-database", "session-memory", "opaque-redis", "opaque-database",
                     "opaque-memory", "jwt",              "jwt-refresh",      "jwt-dpop"), {
    "login":         ((4, 5), (4, 4), (4, 4), (4, 5), (4, 4), (4, 4), (2, 4), (4, 4), (4, 5)),
    "me":            ((1, 1), (1, 0), (1, 0), (1, 1), (1, 0), (1, 0), (0, 0), (0, 0), (0, 1)),
    "profile":       ((2, 1), (2, 0), (2, 0), (2, 1), (2, 0), (2, 0), (1, 0), (1, 0), (1, 1)),
    "logins":        ((2, 2), (3, 0), (2, 0), (2, 2), (3, 0), (2, 0), (0, 0), (1, 0), (1, 1)),
    "refresh-token": (None,   None,   None,   None,   None,   None,   None,   (2, 0), (2, 1)),
    "refresh retry": (None,   None,   None,   None,   None,   None,   None,   (2, 0), (2, 1)),
    "exchange":      ((9, 3), (6, 0), (9, 0), (9, 3), (6, 0), (9, 0), (6, 1), (5, 0), (5, 1)),
    "logout":        ((3, 2), (3, 0), (3, 0), (3, 2), (3, 0), (3, 0), (1, 0), (3, 0), (3, 1)),
})  # fmt: skip
EXCHANGES = [("session", "jwt"), ("jwt", "jwt-refresh"), ("jwt-refresh", "jwt"), ("opaque", "jwt"),
             ("jwt-dpop", "jwt")]  # fmt: skip
# At each setting of the dial; with FRESH_CALLS, `report` asks SQL once more at any of them. A moment is moved once more
# on commit, which the transaction of a test never reaches.
COSTS_BY_DIAL = table(("none jwt", "none jwt-refresh", "denylist jwt", "denylist jwt-refresh", "not-before jwt",
                       "not-before jwt-refresh", "both jwt", "both jwt-refresh", "lookup jwt", "lookup jwt-refresh",
                       "both jwt-dpop", "lookup jwt-dpop"), {
    "login":        ((2, 4), (4, 4), (2, 4), (4, 4), (2, 4), (4, 4), (2, 4), (4, 4), (2, 4), (4, 4), (4, 5), (4, 5)),
    "me":           ((0, 0), (0, 0), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (1, 0), (1, 0), (0, 2), (1, 1)),
    "report":       ((1, 0), (1, 0), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (2, 0), (2, 0), (1, 2), (2, 1)),
    "fresh report": ((2, 0), (2, 0), (2, 1), (2, 1), (2, 1), (2, 1), (2, 1), (2, 1), (2, 0), (2, 0), (2, 2), (2, 1)),
    "refresh":      (None,   (2, 0), None,   (2, 0), None,   (2, 0), None,   (2, 0), None,   (2, 0), (2, 1), (2, 1)),
    "logout-all":   ((0, 0), (4, 0), (0, 1), (4, 3), (0, 2), (4, 2), (0, 2), (4, 4), (1, 0), (5, 0), (4, 5), (5, 1)),
    "logout":       ((1, 0), (3, 0), (1, 2), (3, 1), (1, 1), (3, 0), (1, 2), (3, 1), (2, 0), (3, 0), (3, 2), (3, 1)),
})  # fmt: skip
# A transaction's frame asks for no data and is no round trip to what a server has to look up.
FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class Meter:
    """Counts what one call asks of the stores."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.commands: Counter[str] = Counter()
        sent, packed = AbstractConnection.send_command, AbstractConnection.pack_commands

        def send_command(conn: Any, *arguments: Any, **options: Any) -> Any:
            self.commands[str(arguments[0])] += 1
            return sent(conn, *arguments, **options)

        def pack_commands(conn: Any, commands: Any) -> Any:
            commands = list(commands)
            self.commands.update(str(arguments[0]) for arguments in commands)
            return packed(conn, commands)

        monkeypatch.setattr(AbstractConnection, "send_command", send_command)
        monkeypatch.setattr(AbstractConnection, "pack_commands", pack_commands)

    def of(self, call: Any) -> tuple[int, int]:
        self.commands.clear()
        with CaptureQueriesContext(connection) as queries:
            assert call().is_success
        asked = [query["sql"] for query in queries if not query["sql"].startswith(FRAME)]
        return len(asked), self.commands.total()


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    return Meter(monkeypatch)


def calls(client: Any) -> dict[str, Any]:
    """What there is to measure, in an order in which each can follow the one before."""
    found = {name: lambda name=name: client.send("GET", name) for name in ("me", "profile", "logins")}
    if client.renewable:
        parent = client.refresh_token
        found["refresh-token"] = client.refresh
        again = {"refreshToken": parent} if parent else None
        found["refresh retry"] = lambda: client.http.post(f"{client.prefix}/refresh-token", json=again)
        if client.carrier != "body":
            del found["refresh retry"]  # the cookie jar holds the successor by then
    return {**found, "logout": client.logout}


def test_each_call_costs_what_the_table_says(variant, sign_in, open_browser, meter):
    column = str(variant) if variant.store else variant.mode.name
    warm = sign_in()
    for call in calls(warm).values():
        call()
    client = variant.client(open_browser())

    measured = {"login": meter.of(lambda: client.login("alice@example.com", PASSWORD))}
    measured |= {name: meter.of(call) for name, call in calls(client).items()}

    assert measured == {name: COSTS[name][column] for name in measured}


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v.mode.name in dict(EXCHANGES)], ids=str, indirect=True)
def test_an_exchange_costs_what_the_table_says(variant, sign_in, meter, settings):
    settings.EXCHANGE = True
    other = {"mode": dict(EXCHANGES)[variant.mode.name]}
    sign_in().send("POST", "exchange", other)
    client = sign_in()

    measured = meter.of(lambda: client.send("POST", "exchange", other))

    assert measured == COSTS["exchange"][str(variant) if variant.store else variant.mode.name]


@pytest.mark.parametrize("column", next(iter(COSTS_BY_DIAL.values())))
def test_each_call_costs_what_the_table_says_at_each_setting_of_the_dial(
    column, settings, open_browser, accounts, meter
):
    settings.JWT_REVOCATION, name = column.split()
    mode = next(mode for mode in MODES if mode.name == name)

    def signed_in():
        client = mode.client(open_browser())
        client.login("admin@example.com", PASSWORD)
        return client

    signed_in().send("GET", "me")  # connections are warm, and statements compiled
    client, other = mode.client(open_browser()), signed_in()
    measured = {"login": meter.of(lambda: client.login("admin@example.com", PASSWORD))}
    for call in ("me", "report"):
        measured[call] = meter.of(lambda call=call: client.send("GET", call))
    settings.FRESH_CALLS = ["report"]
    measured["fresh report"] = meter.of(lambda: client.send("GET", "report"))
    if client.renewable:
        measured["refresh"] = meter.of(client.refresh)
    measured["logout"] = meter.of(other.logout)
    measured["logout-all"] = meter.of(lambda: client.send("POST", "logout-all"))

    assert measured == {call: row[column] for call, row in COSTS_BY_DIAL.items() if row[column]}


def test_rotation_adds_no_row_ever(open_browser, accounts):
    """One row a login, however often it is rotated."""
    client = RefreshClient(open_browser())
    client.login("alice@example.com", PASSWORD)

    answers = [client.refresh().status_code for _ in range(20)]

    assert answers == [200] * 20
    assert list(TokenFamily.objects.values_list("generation", flat=True)) == [20]
