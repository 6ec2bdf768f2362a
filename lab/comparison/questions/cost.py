"""What a mode costs: look-ups, bytes, storage, and what a caller has to do."""

import ast
import inspect
from textwrap import dedent
from typing import Any

import httpx

from .clients import renew
from .exchanges import Exchange
from .question import Facts, question
from .stage import Stage, move_clock


def asked(exchange: Exchange) -> tuple[int, int]:
    """(SQL statements, Redis commands) of a request. Raises: LookupError where the server doesn't say."""
    sql, redis = exchange.cost("sql"), exchange.cost("redis")
    if sql is None or redis is None:
        raise LookupError("the server doesn't say what it asks its stores")
    return sql, redis


@question("Queries and Redis commands: one request", "cost")
def stores_asked(stage: Stage) -> Facts:
    """`me`, on a connection that is warm."""
    client = stage.sign_in(stage.account())
    for _ in range(2):
        client.send("GET", "me")
    sql, redis = asked(stage.last)
    return stage.facts(f"{sql} SQL, {redis} Redis", sql=sql, redis=redis)


@question("Queries and Redis commands: login, renewal, logout", "cost")
def stores_asked_by_each_call(stage: Stage) -> Facts:
    account = stage.account()
    stage.sign_in(account)  # warms the connection up
    client = stage.sign_in(account)
    calls = {"login": stage.last}
    if renew(client) is not None:
        calls["renewal"] = stage.last
    if client.logout() is not None:
        calls["logout"] = stage.last
    costs = {name: asked(call) for name, call in calls.items()}
    cell = "; ".join(f"{name} {sql} + {redis}" for name, (sql, redis) in costs.items())
    return stage.facts(cell, calls["login"].number, **{name: list(cost) for name, cost in costs.items()})


@question("Bytes on the wire: one request", "cost")
def bytes_a_request(stage: Stage) -> Facts:
    """`me`, request and answer, heads included."""
    client = stage.sign_in(stage.account())
    client.send("GET", "me")
    sent, received = stage.last.bytes_sent, stage.last.bytes_received
    credential = sum(len(name) + len(value) + 4 for name, value in client.credential().items())
    cell = f"{sent} sent ({credential} of them the credential), {received} received"
    return stage.facts(cell, sent=sent, received=received, credential=credential)


@question("Stored for a login, and after 100 renewals", "cost")
def bytes_stored(stage: Stage) -> Facts:
    """Rows, keys and bytes that a login adds, its log entry aside; then how many more after 100 renewals, or, where
    nothing can be renewed, 100 requests."""
    account = stage.account()
    stage.sign_in(account)  # so that what is kept once an account, such as the count of its attempts, is there
    before = stage.operator("stored")
    client = stage.sign_in(account)
    proof = stage.last.number
    after = stage.operator("stored")
    for _ in range(100):
        renew(client) or client.send("GET", "me")
    del stage.exchanges[proof + 1 :]
    later = stage.operator("stored")
    added = {what: after[what] - before[what] for what in ("rows", "keys", "bytes", "events")}
    grown = {f"{what}_more": later[what] - after[what] for what in ("rows", "keys", "bytes")}
    parts = [f"{added[what]} {what[: -1 if added[what] == 1 else None]}" for what in ("rows", "keys") if added[what]]
    cell = f"{' + '.join(parts)}, {added['bytes']} bytes" if parts else "nothing"
    more = (
        f"{grown['rows_more']} rows, {grown['keys_more']} keys" if grown["rows_more"] or grown["keys_more"] else "none"
    )
    return stage.facts(f"{cell}; after 100 renewals {more} more", proof, **added, **grown)


def statement_lines(source: str) -> int:
    """Lines that hold code: no docstring, no comment, no blank."""
    tree = ast.parse(source)
    docs = (
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )
    skipped = {line for doc in docs for line in range(doc.lineno, (doc.end_lineno or doc.lineno) + 1)}
    nodes: list[Any] = [node for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.expr)]
    return len({line for node in nodes for line in (node.lineno, node.end_lineno)} - skipped)


@question("What a caller has to do", "cost")
def callers_burden(stage: Stage) -> Facts:
    """The length of the reference client, with what proves a key where there is one; and how many requests a signed-in
    hour takes beside the calls themselves."""
    client = stage.sign_in(stage.account())
    parts = [client, client.http.auth] if client.http.auth else [client]
    classes = [kind for part in parts for kind in type(part).__mro__ if kind not in (object, httpx.Auth)]
    lines = sum(statement_lines(dedent(inspect.getsource(kind))) for kind in classes)
    before = len(stage.exchanges)
    for minutes in range(0, 61, 5):
        move_clock(stage, client, minutes * 60)
        client.send("GET", "me")
    extra = len(stage.exchanges) - before - 13
    cell = f"{lines} lines of client; {extra} more requests an hour"
    return stage.facts(cell, lines=lines, extra_requests=extra)
