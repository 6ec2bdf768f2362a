"""A comparison's own servers and stores: one database (PostgreSQL where its wheel is installed, else SQLite), one
Valkey, and servers that share them. Stores can be stopped, restarted and emptied, and servers be told something else.

`with Fleet(folder) as fleet: httpx.get(fleet.server.url + "/healthz")`. Whatever it started ends with it.
"""

import os
import secrets
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from authdemo.management.commands.serve import arguments

from .processes import Process, free_port
from .stores import Stores

COMMAND_SECONDS = 900


def command(told: dict[str, str], port: int) -> list[str]:
    """How a server is started: by what `manage.py serve` starts; or, where a WSGI application is named, by that, one
    request at a time and process."""
    if application := told.get("WSGI_APPLICATION"):
        listen = ["--host", "127.0.0.1", "--port", str(port), "--workers", told["WORKERS"]]
        plain = ["--interface", "wsgi", "--blocking-threads", "1", "--http", "1", "--no-ws", "--log-level", "warning"]
        return [sys.executable, "-m", "granian", *listen, *plain, application]
    return arguments("127.0.0.1", port, int(told["WORKERS"]))


class Fleet(ExitStack):
    """Stores, a first server on them, and others by name. `env` is what they are told besides."""

    def __init__(
        self, folder: Path, postgres: bool = True, workers: int = 1, env: dict[str, str] | None = None
    ) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.workers = folder, workers
        self.extra = {"SECRET_KEY": secrets.token_urlsafe(50), **(env or {})}
        self.migrated: set[str] = set()
        self.others: dict[str, Process] = {}
        try:
            self.stores = Stores(folder, self, postgres)
            self.server = self.serve("first", {})
        except BaseException:
            self.close()
            raise

    def env(self, more: dict[str, str]) -> dict[str, str]:
        own = {"DEBUG": "1", "LAB": "1", "DATA_DIR": str(self.folder / "data"), "WORKERS": str(self.workers)}
        own |= {"PYTHONPATH": str(settings.BASE_DIR), "DJANGO_SETTINGS_MODULE": "authdemo.settings"}
        inherited = {"PATH", "HOME", "LANG", "DJANGO_SETTINGS_MODULE", "SYSTEMROOT", "TMPDIR"}
        kept = {name: value for name, value in os.environ.items() if name in inherited}
        return own | kept | self.stores.env | self.extra | more

    def serve(self, name: str, env: dict[str, str]) -> Process:
        """Start one more server, on a database that it migrates where nobody has."""
        told, log, port = self.env(env), self.folder / f"{name}.log", free_port()
        project = f"{told['DJANGO_SETTINGS_MODULE']} {told['DATABASE_URL']}"
        if project not in self.migrated:
            self.migrated.add(project)
            self.manage("migrate", "-v0", env=env)
        server = Process(command(told, port), port, told, log)
        server.start()
        self.callback(server.stop)
        return server

    def manage(self, *command: str, env: dict[str, str]) -> str:
        """A management command, as these servers would run it; what it printed. Raises: RuntimeError."""
        ran = subprocess.run(  # noqa: S603  (this Python, with commands of ours)
            [sys.executable, "-m", "django", *command], cwd=settings.BASE_DIR, env=self.env(env), text=True,
            capture_output=True, timeout=COMMAND_SECONDS,
        )  # fmt: skip
        if ran.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{ran.stderr[-2000:]}")
        return ran.stdout

    def other(self, name: str, env: dict[str, str]) -> Process:
        """The server of this name, started when it is first asked for; the first one, if this tells it nothing new."""
        if env and env.items() <= self.server.env.items():
            return self.server
        if name not in self.others:
            self.others[name] = self.serve(name, env)
        return self.others[name]

    def restart(self, kept: Process | None = None, **env: str) -> None:
        """Tell the first server and this one something new; the others end, and start again when next asked for."""
        self.extra |= env
        self.stop_others(kept)
        for server in {self.server, kept or self.server}:
            server.restart(**env)

    def stop_others(self, kept: Process | None = None) -> None:
        for other in self.others.values():
            if other is not kept:
                other.stop()
        self.others = {name: other for name, other in self.others.items() if other is kept}
