"""A real server beside the tests: `manage.py serve` in processes of its own, on a free port of the loopback, ended by
whoever started it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import IO, Self

from tests.stores import FOLDER

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 15
PREPARE = """
import django
django.setup()
from django.core.management import call_command
from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, seed
call_command("migrate", verbosity=0)
for email, fields in DEMO_ACCOUNTS.items():
    seed(email, fields)
"""


def prepare(env: dict[str, str], log: IO[bytes]) -> None:
    """Migrate and seed the database that `env` names."""
    command = [sys.executable, "-W", "ignore", "-c", PREPARE]
    subprocess.run(command, cwd=ROOT, env=env, stdout=log, check=True, timeout=START_SECONDS)


@cache
def prepared_file(settings: str) -> Path:
    """An SQLite file that was migrated and seeded by these settings, made once a test worker."""
    folder = FOLDER / f"prepared-{settings}"
    folder.mkdir()
    own = {
        "DJANGO_SETTINGS_MODULE": settings,
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
    }
    with open(folder / "log", "wb") as log:
        prepare(os.environ | own, log)
    return folder / "db.sqlite3"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`with Server(LOG_FORMAT="json") as server: httpx.get(server.url + "/healthz")`.

    The keywords are its environment, over that of the tests: without them it has a folder and an SQLite file of its
    own, migrated and seeded, the tests' Valkey, and the project's own settings. `prepared=False`: an empty database.
    Raises: RuntimeError, with its log, when it isn't up after START_SECONDS.
    """

    def __init__(self, *, workers: int = 1, threads: int = 4, prepared: bool = True, **env: str) -> None:
        self.workers, self.threads, self.prepared = workers, threads, prepared
        self.folder = Path(tempfile.mkdtemp(prefix="authdemo-server-"))
        self.sqlite = f"sqlite:///{self.folder}/db.sqlite3"
        own = {
            "DJANGO_SETTINGS_MODULE": "authdemo.settings",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.sqlite,
            "WORKERS": str(workers),
        }
        self.env = {**os.environ, **own, **env}
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self.stop()

    def start(self) -> str:
        """Bring it up; returns its base URL."""
        with open(self.folder / "log", "wb") as log:
            if self.prepared and self.env["DATABASE_URL"] == self.sqlite:
                shutil.copy(prepared_file(self.env["DJANGO_SETTINGS_MODULE"]), self.folder)
            elif self.prepared:
                prepare(self.env, log)
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", str(self.port)),
                    *("--workers", str(self.workers), "--threads", str(self.threads)),
                ],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, so that its workers can be ended with it
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{self.log()}")
            time.sleep(0.05)
        return self.url

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """End it and its workers, and forget its folder."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        """What it wrote so far."""
        return (self.folder / "log").read_text(errors="replace")
