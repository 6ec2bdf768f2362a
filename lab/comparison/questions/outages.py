"""A store is down: which calls still work, and how does a mode say that it doesn't?"""

from collections.abc import Callable
from typing import Any

from .clients import renew
from .question import Facts, question
from .stage import Stage


def without(stage: Stage, stop: Callable[[], Any], start: Callable[[], Any]) -> Facts:
    """`me`, a renewal and a login while it is down; `me` once it is back."""
    account = stage.account()
    client = stage.sign_in(account)
    stop()
    try:
        found: dict[str, Any] = {"me": client.send("GET", "me").status_code}
        code, proof, slowest = stage.last.code, stage.last.number, stage.last.seconds
        renewal = renew(client)
        if renewal is not None:
            found["renewal"] = renewal.status_code
        found["login"] = stage.client("newcomer").login(account["email"], account["password"]).status_code
        slowest = max([slowest, *(exchange.seconds for exchange in stage.exchanges[proof:])])
    finally:
        start()
    cell = ", ".join(f"{call} {status}" for call, status in found.items())
    back = client.send("GET", "me").status_code
    return stage.facts(f"{cell}; back: {back}", proof, **found, code=code, back=back, slowest=round(slowest, 2))


@question("The database is down", "outages", own_servers=True)
def database_outage(stage: Stage) -> Facts:
    stores = stage.fleet.stores
    return without(stage, stores.stop_database, stores.start_database)


@question("Redis is down", "outages", own_servers=True)
def redis_outage(stage: Stage) -> Facts:
    stores = stage.fleet.stores
    return without(stage, stores.stop_redis, stores.start_redis)
