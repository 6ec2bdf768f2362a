"""More than one server, and servers that restart."""

import secrets
from typing import Any

from ...servers.processes import RoundRobin
from .clients import renew
from .question import Facts, question
from .stage import Stage

REQUESTS = 20


def tried_at(stage: Stage, client: Any, url: str | None = None) -> tuple[int, int | None]:
    """(status of `me`, status of a renewal) where a copy of this client calls that server."""
    me = stage.present(client.credential(), url=url, key=client.http.auth)
    renewal = renew(stage.twin(client, "the same client", url))
    return me, renewal.status_code if renewal is not None else None


@question("What a second server needs to accept the credential", "servers", own_servers=True)
def second_server(stage: Stage) -> Facts:
    """Other servers: one that shares keys and stores, and one each with keys, a Redis, a database of its own. What one
    of them refuses, the credential needs."""
    fleet, account = stage.fleet, stage.account()
    lacking: dict[str, dict[str, str]] = {
        "nothing": {},
        "keys": {"SECRET_KEY": secrets.token_urlsafe(50), "JWT_KEYS": str(fleet.folder / "other-keys.json")},
        "Redis": {"REDIS_URL": fleet.stores.redis_url.replace("db=0", "db=1")},
        "database": {"DATABASE_URL": f"sqlite:///{fleet.folder}/other-{stage.column.database}.sqlite3"},
    }
    found: dict[str, Any] = {}
    for store, env in lacking.items():
        client = stage.sign_in(account)
        url = stage.other(f"without-{store}".lower(), env).url
        me, renewal = tried_at(stage, client, url)
        found[store] = {"me": me, "renewal": renewal}
    for what in ("me", "renewal"):
        refused = [store for store in lacking if found[store][what] not in (200, None)]
        found[f"{what}_needs"] = refused if found["nothing"][what] else None
    cell = ", ".join(f"the {store}" for store in found["me_needs"])
    if found["renewal_needs"] not in (None, found["me_needs"]):
        cell += "; to renew: " + ", ".join(f"the {store}" for store in found["renewal_needs"])
    return stage.facts(cell, **found)


@question("Two servers behind a round-robin", "servers", own_servers=True)
def round_robin(stage: Stage) -> Facts:
    """Twenty requests, each to the next server: with the stores shared; and with sessions in each server's memory."""
    account = stage.account()
    pairs = {
        "shared": [stage.server, stage.other("without-nothing", {})],
        "memory": [stage.other(f"memory-{number}", {"SESSION_STORE": "memory"}) for number in (1, 2)],
    }
    found: dict[str, Any] = {"requests": REQUESTS}
    for name, servers in pairs.items():
        client = stage.client(f"client, {name}", url=servers[0].url, through=RoundRobin(servers))
        client.login(account["email"], account["password"])
        statuses = [client.send("GET", "me").status_code for _ in range(REQUESTS)]
        found[name] = sum(status != 200 for status in statuses)
    cell = f"of {REQUESTS}, {found['shared']} refused; with sessions in memory {found['memory']}"
    return stage.facts(cell, **found)


@question("A server restart", "servers", own_servers=True)
def server_restart(stage: Stage) -> Facts:
    client = stage.sign_in(stage.account())
    stage.server.restart()
    status = stage.present(client.credential(), key=client.http.auth)
    proof = stage.last.number
    login = "costs no login" if status == 200 else "costs every login"
    return stage.facts(f"{status}: {login}", proof, status=status)


@question("A store restart (Redis), and one that comes back empty", "servers", own_servers=True)
def store_restart(stage: Stage) -> Facts:
    client, stores = stage.sign_in(stage.account()), stage.fleet.stores
    stores.stop_redis()
    stores.start_redis()
    restarted = tried_at(stage, client)
    client = stage.sign_in(stage.account())
    stores.empty_redis()
    emptied = tried_at(stage, client)
    proof = stage.last.number
    cell = f"restarted: {restarted[0]}; empty: {emptied[0]}"
    return stage.facts(cell, proof, restarted=list(restarted), emptied=list(emptied))
