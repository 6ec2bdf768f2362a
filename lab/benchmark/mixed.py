"""Mixed load: what a call to `me` takes in peace, and while four clients sign in without pause, by turns in one run.

The one benchmark with the real hasher: a sign-in costs a hash, and nobody else should wait for it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from django.conf import settings

from contract.http_client import open_http
from contract.modes import SHOWN

from ..servers.fleet import Fleet
from .meter import percentile
from .targets import EMAIL, OUR_ACCOUNT, PASSWORD

LOOPS = 4
MOST = 10  # the pin: `me` under load takes at most so many times what it takes in peace, p50 (docs/adr/0021)
WORKERS = 2
ENV = {"LAB": "0", "DEBUG": "0", "ALLOWED_HOSTS": "localhost", "SESSION_STORE": "redis", "LOGIN_ATTEMPTS": "1000000"}
ENV["MAX_LOGINS"] = "1000000"  # one account signs in without pause
CALLS = 100


def milliseconds(client: Any) -> list[float]:
    took = []
    for _ in range(CALLS):
        at = time.perf_counter()
        answer = client.send("GET", "me")
        took.append((time.perf_counter() - at) * 1e3)
        if answer.status_code != 200:
            raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text[:200]}")
    return took


@contextmanager
def sign_ins(url: str) -> Iterator[list[int]]:
    """Four clients that sign in, without pause; the statuses they get."""
    stopped, statuses = Event(), list[int]()

    def loop() -> None:
        with open_http(url) as http:
            while not stopped.is_set():
                answer = http.post(f"{SHOWN[-1].prefix}/login", json={"email": EMAIL, "password": PASSWORD})
                statuses.append(answer.status_code)

    threads = [Thread(target=loop) for _ in range(LOOPS)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def mixed(folder: Path, rounds: int, progress: Callable[[str], Any]) -> dict[str, Any]:
    """{"modes": {prefix: {"peace_p50", "peace_p99", "load_p50", "load_p99", "ratio"}}, "sign_ins": a second, …}; times
    in ms. Raises: RuntimeError where anything but 200 is answered."""
    peace: dict[str, list[float]] = {mode.prefix: [] for mode in SHOWN}
    load: dict[str, list[float]] = {mode.prefix: [] for mode in SHOWN}
    signed_in, seconds = 0, 0.0
    with Fleet(folder, postgres=False, workers=WORKERS, env=ENV) as fleet, ExitStack() as stack:
        fleet.manage("shell", "-v0", "-c", OUR_ACCOUNT, env={})
        clients = {}
        for mode in SHOWN:
            clients[mode.prefix] = mode.client(stack.enter_context(open_http(fleet.server.url)), mode.carriers[0])
            clients[mode.prefix].login(EMAIL, PASSWORD)
            milliseconds(clients[mode.prefix])  # warm
        for round in range(rounds):
            progress(f"round {round + 1} of {rounds}: in peace")
            for name, client in clients.items():
                peace[name] += milliseconds(client)
            progress(f"round {round + 1} of {rounds}: four clients sign in")
            began = time.perf_counter()
            with sign_ins(fleet.server.url) as statuses:
                for name, client in clients.items():
                    load[name] += milliseconds(client)
            seconds += time.perf_counter() - began
            signed_in += len(statuses)
            if set(statuses) != {200}:
                raise RuntimeError(f"sign-ins were answered {sorted(set(statuses))}")
    modes = {}
    for name in peace:
        figures = {
            f"{when}_{point}": percentile(times[name], share)
            for when, times in (("peace", peace), ("load", load))
            for point, share in (("p50", 0.5), ("p99", 0.99))
        }
        modes[name] = figures | {"ratio": median(load[name]) / median(peace[name])}
    return {
        "modes": modes,
        "sign_ins": signed_in / seconds,
        "rounds": rounds,
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processors": os.cpu_count(),
        "load": f"{os.getloadavg()[0]:.0f}",
        "workers": WORKERS,
        "threads": settings.THREADS,
    }
