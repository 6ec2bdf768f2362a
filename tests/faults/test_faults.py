"""Each fault is injected for real while clients run. What was answered 200 holds afterwards; the rest was 503 with
Retry-After; every wait had an end; and all recovers by itself."""

import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from .processes import PgBouncer, Postgres, Sentinel, Valkey, wait_until
from .report import Report
from .site import Site, Traffic

pytestmark = pytest.mark.faults
EVENTS = "accounts_authevent"
ANSWER_SECONDS = 15  # of these clients, none of whom waits for a thread
RECOVERY_SECONDS = 30
UNAVAILABLE = {"200", "503 store_unavailable", "503 busy", "401 refresh_reused"}
BROKEN = UNAVAILABLE | {"ReadError", "ConnectError", "RemoteProtocolError"}


@dataclass
class Place:
    """A site, with what a fault can be done to."""

    site: Site
    valkey: Valkey
    postgres: Postgres | None
    folder: Path


@contextmanager
def on_postgres(**env: str) -> Iterator[Place]:
    with (
        Valkey() as valkey,
        Postgres() as postgres,
        Site(REDIS_URL=valkey.url, **{"DATABASE_URL": postgres.url, "SESSION_STORE": "redis", **env}) as site,
    ):
        yield Place(site, valkey, postgres, postgres.folder)


@contextmanager
def on_sqlite() -> Iterator[Place]:
    with volume(8) as folder, Valkey() as valkey:
        env = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "SESSION_STORE": "database"}
        with Site(REDIS_URL=valkey.url, **env) as site:
            yield Place(site, valkey, None, folder)


@contextmanager
def behind_pgbouncer() -> Iterator[Place]:
    with (
        Valkey() as valkey,
        Postgres() as postgres,
        PgBouncer(postgres) as bouncer,
        Site(REDIS_URL=valkey.url, DATABASE_URL=bouncer.url, SESSION_STORE="redis") as site,
    ):
        yield Place(site, valkey, postgres, postgres.folder)


def watched(sentinel: Sentinel) -> tuple[int, int]:
    """How many replicas and sentinels it knows of."""
    told = sentinel.ask("INFO", "sentinel")["master0"]
    return told["slaves"], told["sentinels"]


@contextmanager
def on_sentinels() -> Iterator[Place]:
    """A master, two replicas, and three sentinels who take it for dead after a second."""
    with ExitStack() as stack:
        master = stack.enter_context(Valkey())
        for _ in range(2):
            stack.enter_context(Valkey(f"replicaof 127.0.0.1 {master.port}"))
        wait_until(lambda: master.ask("WAIT", "2", "100") == 2)
        told = (f"sentinel monitor site 127.0.0.1 {master.port} 2", "sentinel down-after-milliseconds site 1000")
        sentinels = [stack.enter_context(Sentinel(*told, "sentinel failover-timeout site 4000")) for _ in range(3)]
        wait_until(lambda: all(watched(sentinel) == (2, 3) for sentinel in sentinels))
        hosts = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in sentinels)
        with Postgres() as postgres:
            env = {"REDIS_URL": f"redis+sentinel://{hosts}/site/0", "DATABASE_URL": postgres.url}
            yield Place(stack.enter_context(Site(SESSION_STORE="redis", **env)), master, postgres, postgres.folder)


@contextmanager
def one_clock_ahead() -> Iterator[Place]:
    with Valkey() as valkey, Postgres() as postgres:
        settings = ("tests.settings", "tests.faults.ahead")
        env = {"REDIS_URL": valkey.url, "DATABASE_URL": postgres.url, "SESSION_STORE": "redis"}
        with Site(settings, **env) as site:
            yield Place(site, valkey, postgres, postgres.folder)


@contextmanager
def on_small_disk() -> Iterator[Place]:
    """PostgreSQL's tables on a disk of their own, its log (WAL) on another: without that it can't even say so."""
    with (
        volume(96) as folder,
        Valkey() as valkey,
        Postgres(data=folder) as postgres,
        Site(REDIS_URL=valkey.url, DATABASE_URL=postgres.url, SESSION_STORE="redis") as site,
    ):
        yield Place(site, valkey, postgres, folder)


@contextmanager
def volume(mebibytes: int) -> Iterator[Path]:
    """A disk of this size, in memory; needs root."""
    with tempfile.TemporaryDirectory(prefix="authdemo-volume-") as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=0755", "tmpfs", name]
        if subprocess.run(command, capture_output=True).returncode:
            pytest.skip("Only root can mount a disk to be filled.")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "-l", name], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No byte is left on this disk."""
    ballast = folder / "ballast"
    with open(ballast, "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    try:
        yield
    finally:
        ballast.unlink()


# -- the faults: each a context, inside which it lasts
@contextmanager
def valkey_killed(place: Place) -> Iterator[None]:
    place.valkey.kill()
    yield
    place.valkey.start()


@contextmanager
def valkey_frozen(place: Place) -> Iterator[None]:
    place.valkey.freeze()
    yield
    place.valkey.thaw()


@contextmanager
def valkey_restarted(place: Place) -> Iterator[None]:
    place.valkey.restart()
    yield


@contextmanager
def valkey_full(place: Place) -> Iterator[None]:
    place.valkey.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
    place.valkey.ask("CONFIG", "SET", "maxmemory", "1")
    yield
    place.valkey.ask("CONFIG", "SET", "maxmemory", "0")


@contextmanager
def postgres_killed(place: Place) -> Iterator[None]:
    assert place.postgres
    place.postgres.kill()
    (place.postgres.data / "postmaster.pid").unlink(missing_ok=True)
    yield
    place.postgres.start()


@contextmanager
def postgres_restarted(place: Place) -> Iterator[None]:
    assert place.postgres
    place.postgres.restart()
    yield


@contextmanager
def postgres_locked(place: Place) -> Iterator[None]:
    assert place.postgres
    with place.postgres.connect() as connection, connection.transaction():
        connection.execute("SET lock_timeout = '20s'")
        for table in ("accounts_account", "jwt_refresh_tokenfamily", "sessions_auth_session"):
            connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        yield


@contextmanager
def postgres_frozen(place: Place) -> Iterator[None]:
    assert place.postgres
    place.postgres.freeze()
    yield
    place.postgres.thaw()


@contextmanager
def backends_frozen(place: Place) -> Iterator[None]:
    assert place.postgres
    frozen = place.postgres.backends()
    assert frozen
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in frozen:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def disk_full(place: Place) -> Iterator[None]:
    with filled(place.folder):
        yield


@contextmanager
def postgres_full(place: Place) -> Iterator[None]:
    """A table's last page has room for dozens of rows, so a full disk alone is hardly noticed: that room is filled too,
    with copies of an event, until PostgreSQL says that there is none."""
    assert place.postgres
    told = "kind, mode, login_id, note, account_id, ip_address, user_agent, created_at"
    with filled(place.folder):
        for rows in (100, 1):
            with pytest.raises(psycopg.errors.DiskFull):
                while True:
                    place.postgres.ask(f"INSERT INTO {EVENTS} ({told}) SELECT {told} FROM {EVENTS} LIMIT {rows}")
        yield


@contextmanager
def sqlite_locked(place: Place) -> Iterator[None]:
    connection = sqlite3.connect(place.folder / "db.sqlite3", timeout=20, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def workers_of(place: Place) -> list[list[int]]:
    found = []
    for server in place.site.servers:
        assert server.process
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        found.append([int(p) for p in children if "resource_tracker" not in Path(f"/proc/{p}/cmdline").read_text()])
    return found


@contextmanager
def worker_killed(place: Place) -> Iterator[None]:
    os.kill(workers_of(place)[0][0], signal.SIGKILL)
    yield


@contextmanager
def all_workers_killed(place: Place) -> Iterator[None]:
    for pids in workers_of(place):
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    yield


@contextmanager
def nothing(place: Place) -> Iterator[None]:
    yield


Fault = tuple[
    Callable[..., AbstractContextManager[Place]], Callable[[Place], AbstractContextManager[None]], float, set[str]
]
FAULTS: dict[str, Fault] = {
    "none, for comparison": (on_postgres, nothing, 3, {"200"}),
    "Valkey killed for 4 s": (on_postgres, valkey_killed, 4, UNAVAILABLE),
    "Valkey standing still for 6 s": (on_postgres, valkey_frozen, 6, UNAVAILABLE),
    "Valkey restarted": (on_postgres, valkey_restarted, 0, UNAVAILABLE),
    "Valkey full for 4 s": (on_postgres, valkey_full, 4, UNAVAILABLE),
    "PostgreSQL killed for 4 s": (on_postgres, postgres_killed, 4, UNAVAILABLE),
    "PostgreSQL restarted": (on_postgres, postgres_restarted, 0, UNAVAILABLE),
    "PostgreSQL's tables locked for 8 s": (on_postgres, postgres_locked, 8, UNAVAILABLE),
    "PostgreSQL standing still for 20 s, on open connections": (on_postgres, postgres_frozen, 20, UNAVAILABLE),
    "the backends of all open connections standing still for 20 s": (on_postgres, backends_frozen, 20, UNAVAILABLE),
    "SQLite, sessions in it, locked for 8 s": (on_sqlite, sqlite_locked, 8, UNAVAILABLE),
    "SQLite, sessions in it, its disk full for 4 s": (on_sqlite, disk_full, 4, UNAVAILABLE),
    "PostgreSQL's disk full for 4 s, and its pages": (on_small_disk, postgres_full, 4, UNAVAILABLE),
    "PostgreSQL restarted behind PgBouncer": (behind_pgbouncer, postgres_restarted, 0, UNAVAILABLE),
    "PostgreSQL standing still for 20 s behind PgBouncer": (behind_pgbouncer, postgres_frozen, 20, UNAVAILABLE),
    "the master of three Valkeys killed, and back after 8 s": (on_sentinels, valkey_killed, 8, UNAVAILABLE),
    "the master of three Valkeys standing still for 8 s": (on_sentinels, valkey_frozen, 8, UNAVAILABLE),
    "one server's clock five seconds fast": (one_clock_ahead, nothing, 4, {"200"}),
    "a worker killed": (on_postgres, worker_killed, 0, BROKEN),
    "all workers of both servers killed": (on_postgres, all_workers_killed, 0, BROKEN),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_costs_no_promise(name: str, report: Report) -> None:
    where, fault, seconds, allowed = FAULTS[name]
    with ExitStack() as stack:
        place = stack.enter_context(where())
        traffic = Traffic(place.site)
        stack.callback(traffic.close)
        with traffic:
            wait_until(lambda: traffic.well_since(0))
            with fault(place):
                time.sleep(seconds)
            ended = time.monotonic()
            wait_until(lambda: traffic.well_since(ended), RECOVERY_SECONDS)
        traffic.verify()
        told = traffic.told(name, ended)
        report.faults.append(told)

        assert [line for caller in traffic.callers for line in caller.broken] == []
        assert set(told.answered) <= allowed, told
        assert told.longest < ANSWER_SECONDS, told
        assert all("Traceback" not in server.log() for server in place.site.servers)
