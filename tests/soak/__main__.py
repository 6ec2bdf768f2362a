"""`make soak`: mixed load with real hashes, for SECONDS; memory, descriptors and connections have to stay as they are,
and no answer may be an error. Writes what it saw to docs/soak.md, if SOAK names it."""

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

os.environ.setdefault("XDG_RUNTIME_DIR", mkdtemp(prefix="authdemo-soak-"))  # PostgreSQL's wheel asks at import
os.environ |= {"DEBUG": "1", "DJANGO_SETTINGS_MODULE": "authdemo.settings"}

import django

django.setup()

from lab.benchmark.meter import family_of, percentile  # noqa: E402
from tests.faults.processes import Postgres, Valkey  # noqa: E402
from tests.faults.site import Site, Traffic  # noqa: E402

SECONDS = int(os.environ.get("SECONDS", "600"))
EVERY = max(1, SECONDS // 60)
WARM = 0.2  # of the time: caches fill, every thread opens its connections
GROWTH = 1.05  # memory at the end, in units of what it was when warm
CALLERS = 2  # of each mode


@dataclass
class Sample:
    at: float
    memory_mib: float
    descriptors: int
    threads: int
    database_connections: int
    redis_connections: int


def sample(site: Site, postgres: Postgres, valkey: Valkey, began: float) -> Sample:
    pids = [pid for server in site.servers if server.process for pid in family_of(server.process.pid)]
    kept = Counter[str]()
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kept["kib"] += int(line.split()[1])
        kept["descriptors"] += len(os.listdir(f"/proc/{pid}/fd"))
        kept["threads"] += len(os.listdir(f"/proc/{pid}/task"))
    clients = int(valkey.ask("INFO", "clients")["connected_clients"]) - 1  # but this one
    return Sample(
        time.monotonic() - began,
        kept["kib"] / 1024,
        kept["descriptors"],
        kept["threads"],
        len(postgres.backends()),
        clients,
    )


def watched(site: Site, postgres: Postgres, valkey: Valkey) -> Iterator[Sample]:
    began = time.monotonic()
    while time.monotonic() - began < SECONDS:
        time.sleep(EVERY)
        seen = sample(site, postgres, valkey, began)
        sys.stderr.write(f"{seen}\n")
        yield seen


def growth(samples: list[Sample], name: str) -> float:
    """The median of the last third, once warm, in units of the first's."""
    warm = [getattr(s, name) for s in samples if s.at > WARM * SECONDS]
    third = len(warm) // 3
    return median(warm[-third:]) / median(warm[:third])


def faults(samples: list[Sample], answered: Counter[str]) -> list[str]:
    """What isn't flat, or not 200."""
    found = [f"{n} answers were {told}" for told, n in answered.items() if told != "200"]
    for name in ("memory_mib", "descriptors", "threads", "database_connections", "redis_connections"):
        if growth(samples, name) > GROWTH:
            found.append(f"{name} grew to {growth(samples, name):.0%}")
    return found


def table(samples: list[Sample], answered: Counter[str], slow: list[tuple[str, float, float]], wrong: list[str]) -> str:
    shown = samples[:: max(1, len(samples) // 10)] + samples[-1:]
    rows = "".join(
        f"| {s['at']:.0f} s | {s['memory_mib']:.0f} MiB | {s['descriptors']} | {s['threads']} |"
        f" {s['database_connections']} | {s['redis_connections']} |\n"
        for s in map(asdict, shown)
    )
    calls = "".join(f"| {call} | {p50 * 1e3:.0f} ms | {p99 * 1e3:.0f} ms |\n" for call, p50, p99 in slow)
    when, load = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), os.getloadavg()[0]
    answers = ", ".join(f"{n:,} were {told}" for told, n in answered.most_common())
    told = f"at fault: {'; '.join(wrong)}" if wrong else "descriptors, threads and connections stay"
    grown = f"{growth(samples, 'memory_mib') - 1:+.1%}"
    return f"""# Soak

Made by `make soak SOAK=docs/soak.md SECONDS={SECONDS}`: {when}, {os.cpu_count()} processors, load {load:.0f}, other
programs included. Two servers of two workers with eight threads each on one PostgreSQL and one Valkey, real password
hashes, {CALLERS} callers of each mode without pause: sign in, `me`, change the profile, refresh, sign out. Of all
answers {answers}.

After the first fifth, {told}; memory, median of the last third against the
first: {grown}. A step of 20 MiB is a hash that met another one in its process for the first time.

| after | memory (PSS) | descriptors | threads | database connections | Redis connections |
| --- | --- | --- | --- | --- | --- |
{rows}
| call | p50 | p99 |
| --- | --- | --- |
{calls}"""


def main() -> None:
    with Valkey() as valkey, Postgres() as postgres:
        told = {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url, "SESSION_STORE": "redis", "MAX_LOGINS": "100000"}
        with Site(("authdemo.settings", "authdemo.settings"), threads=8, callers=CALLERS, **told) as site:
            traffic = Traffic(site)
            with traffic:
                samples = list(watched(site, postgres, valkey))
            traffic.close()
    exchanges = traffic.exchanges
    answered = Counter(f"{e.status} {e.code}".strip() for e in exchanges)
    by_call: dict[str, list[float]] = {}
    for e in exchanges:
        by_call.setdefault(e.call, []).append(e.seconds)
    slow = [(call, median(times), percentile(times, 0.99)) for call, times in sorted(by_call.items())]
    wrong = faults(samples, answered)
    told_all = table(samples, answered, slow, wrong)
    if path := os.environ.get("SOAK"):
        Path(path).write_text(told_all)
    sys.stdout.write(told_all)
    sys.exit("\n".join(wrong) or 0)


main()
