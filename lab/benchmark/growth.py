"""What happens as logins pile up: `me`, rotation and purge against size, and the disk and memory that a login takes.

The logins are copies of a real one, made by the database itself: SQLite, read and written beside the servers. Which
tables a login writes is seen, not known. Every other copy has ended a year ago: that half is what a purge finds.
"""

import secrets
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

from redis import Redis

from ..servers.fleet import Fleet
from .copies import Database
from .rounds import measured_calls, signed_in
from .targets import Target

PURGES = {
    "/session, database": "purge",
    "/jwt-refresh": "purge",
    "SimpleJWT": "flushexpiredtokens",
    "Django session, database": "clearsessions",
}
TIMED = """
import re, time
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection
def peak(): return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
load_command_class(get_commands()[{command!r}], {command!r})
connection.ensure_connection()
before, began = peak(), time.perf_counter()
call_command({command!r})
print("\\nTIMED", time.perf_counter() - began, (peak() - before) / 1024)
"""


def fill(fleet: Fleet, target: Target, count: int) -> int:
    """Sign in once, and copy what that wrote but for events; bytes a login, from the file's own pages."""
    with closing((database := Database(path_of(fleet, target))).connection), ExitStack() as stack:
        before = database.counts()
        signed_in(target, stack)
        after = database.counts()
        grown = [table for table, rows in after.items() if rows > before[table] and not table.endswith("authevent")]
        size = database.size()
        for table in grown:
            database.copy_last(table, count)
        database.ask("PRAGMA wal_checkpoint(TRUNCATE)")
        return round((database.size() - size) / count)


def path_of(fleet: Fleet, target: Target) -> str:
    return target.env.get("DATABASE_URL", fleet.stores.database_url).removeprefix("sqlite:///")


def bytes_in_redis(fleet: Fleet, target: Target, count: int) -> int:
    """Bytes of Redis's memory a login, from copies of one login's key; 0 where a login has none."""
    with Redis.from_url(fleet.stores.redis_url) as redis, ExitStack() as stack:
        old = set(redis.scan_iter(count=1000))
        signed_in(target, stack)
        new = [key for key in redis.scan_iter(count=1000) if key not in old and b"attempts" not in key.lower()]
        before = redis.info("memory")["used_memory"]
        names: list[bytes] = []
        for key in new:
            dumped, ttl = redis.dump(key), redis.pttl(key)
            with redis.pipeline(transaction=False) as pipeline:
                for _ in range(count):
                    name = key[:-16] + secrets.token_hex(8).encode()
                    names.append(name)
                    pipeline.restore(name, max(ttl, 0), dumped)
                pipeline.execute()
        total = redis.info("memory")["used_memory"] - before
        for start in range(0, len(names), 1000):
            redis.delete(*names[start : start + 1000])
    return round(total / count) if names else 0


def purge(fleet: Fleet, target: Target, command: str) -> tuple[float, float]:
    """(seconds, MiB above an idle process) of purging the half that has ended."""
    said = fleet.manage("shell", "-v0", "-c", TIMED.format(command=command), env=target.env)
    _, seconds, mebibytes = next(line for line in said.splitlines() if line.startswith("TIMED")).split()
    return float(seconds), float(mebibytes)


def grow(
    fleet: Fleet, found: list[Target], sizes: list[int], times: int, progress: Callable[[str], Any]
) -> dict[str, Any]:
    """Eight times `times` calls at each size, of a login that is among so many:
    {target: [{"logins", "bytes", "me_cpu_ms", "refresh_cpu_ms", "purge_seconds", "purge_mib"}]}."""
    result: dict[str, Any] = {name: [] for name in PURGES}
    for size in sizes:
        for target in (target for target in found if target.name in PURGES):
            progress(f"{size:,} logins: {target.name}")
            line: dict[str, Any] = {"logins": size, "bytes": fill(fleet, target, size)}
            for operation in ("me", "refresh"):
                if target.can(operation):
                    measured_calls(target, operation, times)
                    line |= {f"{operation}_{k}": v for k, v in measured_calls(target, operation, 8 * times).items()}
            line["purge_seconds"], line["purge_mib"] = purge(fleet, target, PURGES[target.name])
            result[target.name].append(line)
    progress("Redis: memory a login")
    copies = min(10_000, sizes[-1])
    redis = {target.name: bytes_in_redis(fleet, target, copies) for target in found if target.can("login")}
    return {"growth": result, "redis_bytes": redis}
