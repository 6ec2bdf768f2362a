"""Simultaneous callers: threads that a barrier lets go at once, each with a database connection of its own."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

THREADS = 8
SECONDS = 30  # the longest that one act may take
Act = Callable[[], Any]


class Racers:
    """A pool of threads. `race(*acts)` runs each act in a thread of its own, from the same moment on, and returns their
    results in order."""

    def __init__(self, threads: int = THREADS) -> None:
        self.threads = threads
        self.pool = ThreadPoolExecutor(threads)

    def race(self, *acts: Act) -> list[Any]:
        barrier = Barrier(len(acts))

        def run(act: Act) -> Any:
            barrier.wait(SECONDS)
            return act()

        return [future.result(SECONDS) for future in [self.pool.submit(run, act) for act in acts]]

    def close(self) -> None:
        self.race(*[connections.close_all] * self.threads)
        self.pool.shutdown()


@pytest.fixture
def race(transactional_db: None) -> Iterator[Callable[..., list[Any]]]:
    """`Racers.race`, with threads that take turns a thousand times as often as usual, so that rounds can be few."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(5e-6)
    racers = Racers()
    yield racers.race
    racers.close()
    sys.setswitchinterval(interval)
