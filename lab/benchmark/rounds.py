"""Rounds: each measures every target once, so that all meet the same noise; what counts is the median over them."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import Any

from contract.http_client import proven

from ..comparison.questions.clients import succeeded
from ..comparison.questions.exchanges import exchange_of
from .meter import measured
from .targets import EMAIL, PASSWORD, Target

OPERATIONS = ("login", "me", "refresh", "logout")
Figures = dict[str, dict[str, dict[str, Any]]]  # operation: target: figure: value


def signed_in(target: Target, stack: ExitStack) -> Any:
    client = target.client(stack)
    if target.can("login"):
        succeeded(client.login(EMAIL, PASSWORD))
    return client


def forget(client: Any) -> None:
    """Drop the cookies, else a session of before would have to be ended too; but for the CSRF token's, which a browser
    keeps, and which a form needs to be sent."""
    for cookie in list(client.http.cookies.jar):
        if not cookie.name.endswith("csrftoken"):
            client.http.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)


def calls_of(target: Target, operation: str, times: int, stack: ExitStack) -> list[Callable[[], Any]]:
    """That many calls, ready to be made; what they need, such as a login to end, or a proof, is made before."""
    if operation == "logout":
        return [signed_in(target, stack).logout for _ in range(times)]
    client = signed_in(target, stack)
    if operation == "me":
        path, headers = f"{client.prefix}/me", client.credential()
        client.http.cookies.clear()
        sent = [proven(client.http, client.http.build_request("GET", path, headers=headers)) for _ in range(times)]
        return [partial(client.http.send, request, auth=None) for request in sent]
    if operation == "refresh":
        return [client.refresh] * times

    def login() -> Any:
        forget(client)
        return client.login(EMAIL, PASSWORD)

    return [login] * times


def measured_calls(target: Target, operation: str, times: int) -> dict[str, float]:
    with ExitStack() as stack:
        return measured(target.pid, calls_of(target, operation, times, stack), target.said_out)


def run(found: list[Target], rounds: int, times: int, progress: Callable[[str], Any]) -> Figures:
    """Every operation of every target, interleaved; a first round that isn't kept warms all up."""
    kept: dict[tuple[str, str], list[dict[str, float]]] = {}
    for number in range(rounds + 1):
        for operation in OPERATIONS:
            for target in found:
                if not target.can(operation):
                    continue
                progress(f"round {number} of {rounds}: {operation}, {target.name}")
                many = times * 5 if operation == "me" else times
                figures = measured_calls(target, operation, many if number else 3)
                if number:
                    kept.setdefault((operation, target.name), []).append(figures)
    result: Figures = {operation: {} for operation in OPERATIONS}
    for (operation, name), all_rounds in kept.items():
        result[operation][name] = {figure: median(r[figure] for r in all_rounds) for figure in all_rounds[0]}
    return result


def count(found: list[Target], result: Figures) -> None:
    """Add what a call asks of the stores and puts on the wire, from servers that count; on a warm connection."""
    for target in found:
        for operation in OPERATIONS:
            if target.can(operation):
                with ExitStack() as stack:
                    for call in calls_of(target, operation, 2, stack):
                        exchange = exchange_of(call(), 0, target.name)
                result[operation][target.name] |= {
                    "sql": exchange.cost("sql"),
                    "redis": exchange.cost("redis"),
                    "sent": exchange.bytes_sent,
                    "received": exchange.bytes_received,
                }
