"""What is measured: a name, where it runs, and the client that uses it."""

import ssl
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx

from contract.http_client import open_http
from contract.modes import SHOWN

from ..servers.fleet import Fleet
from .stock.clients import Empty, Session, SimpleJwt

EMAIL, PASSWORD = "bench@example.com", "open-sesame"
TLS = ssl.create_default_context()
OURS = {"DJANGO_SETTINGS_MODULE": "lab.benchmark.settings", "LAB": "0", "DEBUG": "0", "ALLOWED_HOSTS": "localhost"}
STOCK = {"DJANGO_SETTINGS_MODULE": "lab.benchmark.stock.settings"}
OUR_ACCOUNT = f"from accounts.models import Account as A; A.objects.create_user({EMAIL!r}, {PASSWORD!r})"
STOCK_ACCOUNT = (
    f"from django.contrib.auth.models import User as U; U.objects.create_user({EMAIL!r}, {EMAIL!r}, {PASSWORD!r})"
)


@dataclass(frozen=True)
class Target:
    """`mode` is a mode's name, "" for a recipe. `env` is what its server was told."""

    name: str
    mode: str
    env: dict[str, str]
    url: str
    pid: int
    make: Any

    def client(self, stack: ExitStack) -> Any:
        """A client of its own, closed with the stack."""
        http = open_http(self.url, httpx.HTTPTransport(verify=TLS), **{"X-Lab-Run": "benchmark"})
        return self.make(stack.enter_context(http))

    def can(self, operation: str) -> bool:
        return (
            bool(self.make.renewable) if operation == "refresh" else operation == "me" or hasattr(self.make, operation)
        )


def environments(fleet: Fleet) -> list[tuple[str, str, dict[str, str], Any]]:
    """(name, mode, environment, client) of everything that is compared."""
    stock = STOCK | {"DATABASE_URL": f"sqlite:///{fleet.folder}/stock.sqlite3"}
    chosen: list[tuple[str, str, dict[str, str], Any]] = [
        ("empty DRF view", "", stock, Empty),
        ("Django session, cache", "", stock, Session),
        ("Django session, database", "", stock | {"STOCK_SESSIONS": "db"}, Session),
        ("SimpleJWT", "", stock, SimpleJwt),
    ]
    for mode in SHOWN:
        client = mode.client
        for store in ("redis", "database") if mode.carriers == ("cookie",) else ("redis",):
            name = mode.prefix if mode.carriers != ("cookie",) else f"{mode.prefix}, {store}"
            chosen.append((name, mode.name, OURS | {"SESSION_STORE": store}, client))
    return chosen


def targets(fleet: Fleet, count: bool = False) -> list[Target]:
    """Start a server for each environment; equal ones share theirs."""
    found = []
    for name, mode, env, client in environments(fleet):
        told = env | ({"BENCHMARK_COUNTS": "1"} if count else {})
        server = fleet.other("-".join(value.rpartition("/")[2] for value in told.values()), told)
        if server.process:
            found.append(Target(name, mode, env, server.url, server.process.pid, client))
    return found


def make_accounts(fleet: Fleet, found: list[Target]) -> None:
    """The one account, in our database and in the recipes'."""
    fleet.manage("shell", "-v0", "-c", OUR_ACCOUNT, env=next(target.env for target in found if target.mode))
    fleet.manage("shell", "-v0", "-c", STOCK_ACCOUNT, env=next(target.env for target in found if not target.mode))
