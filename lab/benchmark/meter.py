"""CPU seconds of a server's processes, and the time that requests took."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROC = Path("/proc")


def family_of(pid: int) -> list[int]:
    """A process and all its descendants; none on a system without /proc, where CPU stays unmeasured."""
    children: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found if children else []


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes' living threads, to the nanosecond (schedstat)."""
    total = 0
    for pid in pids:
        for file in PROC.glob(f"{pid}/task/*/schedstat"):
            try:
                total += int(file.read_text().split()[0])
            except OSError:  # that thread has just ended
                continue
    return total / 1e9


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[round(share * (len(values) - 1))]


def measured(pid: int, calls: list[Callable[[], Any]], said_out: int = 200) -> dict[str, float]:
    """Run these calls one after another: {"cpu_ms", "p50_ms", "p99_ms", "rate"}, CPU being the server's for each call.

    Raises: RuntimeError when an answer is an error, since a cheap refusal would look like speed; `said_out` is the one
    status that counts all the same, for who answers a logout by it.
    """
    pids, took = family_of(pid), []
    cpu, began = cpu_seconds(pids), time.perf_counter()
    for call in calls:
        at = time.perf_counter()
        answer = call()
        took.append((time.perf_counter() - at) * 1e3)
        if answer.is_error and answer.status_code != said_out:
            raise RuntimeError(f"{answer.request.url}: {answer.status_code} {answer.text[:200]}")
    seconds = time.perf_counter() - began
    return {
        "cpu_ms": (cpu_seconds(pids) - cpu) / len(calls) * 1e3,
        "p50_ms": percentile(took, 0.5),
        "p99_ms": percentile(took, 0.99),
        "rate": len(calls) / seconds,
    }
