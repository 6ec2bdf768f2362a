"""What is measured: a name, where it runs, and the client that uses it."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from contract.http_client import open_http
from contract.modes import MODES

from ..libraries.catalogue import Setup, chosen
from ..servers.fleet import Fleet
from .limit import Empty

EMAIL, PASSWORD = "bench@example.com", "open-sesame"
OURS = {"DJANGO_SETTINGS_MODULE": "lab.benchmark.settings", "LAB": "0", "DEBUG": "0", "ALLOWED_HOSTS": "localhost"}
OUR_ACCOUNT = f"from accounts.models import Account as A; A.objects.create_user({EMAIL!r}, {PASSWORD!r})"
MEMBER = (
    f"from lab.libraries.members.models import Member as M; M.objects.create_user({EMAIL!r}, {EMAIL!r}, {PASSWORD!r})"
)
RECIPES = {  # what each is called, and whose settings it has
    "Django session, cache": ("django-sessions-best", {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}),
    "Django session, database": ("django-sessions", {}),
    "SimpleJWT": ("simplejwt-best", {}),
}


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
        http = open_http(self.url, None, **{"X-Lab-Run": "benchmark"})
        return self.make(stack.enter_context(http))

    @property
    def said_out(self) -> int:
        """The status that a logout is answered by."""
        return int(getattr(self.make, "said_out", 200))

    def can(self, operation: str) -> bool:
        known = {"refresh": "renewable", "logout": "revokes", "login": "login"}
        return operation == "me" or bool(getattr(self.make, known[operation], operation == "logout"))


def environments(fleet: Fleet, libraries: list[Setup]) -> list[tuple[str, str, dict[str, str], Any]]:
    """(name, mode, environment, client) of everything that is compared: the recipes, these libraries besides, ours."""

    def env(setup: Setup, more: dict[str, str]) -> dict[str, str]:
        own = {"DJANGO_SETTINGS_MODULE": setup.settings, "LAB": "0"}
        return own | {"DATABASE_URL": f"sqlite:///{fleet.folder}/libraries.sqlite3"} | more

    recipes = {name: (chosen([setup])[0], more) for name, (setup, more) in RECIPES.items()}
    found: list[tuple[str, str, dict[str, str], Any]] = [
        (name, "", env(setup, more), setup.client) for name, (setup, more) in recipes.items()
    ]
    found.insert(0, ("empty DRF view", "", found[1][2], Empty))
    found += [(setup.title, "", env(setup, {}), setup.client) for setup in libraries]
    for mode in MODES:
        client = mode.client
        for store in ("redis", "database") if mode.carriers == ("cookie",) else ("redis",):
            name = mode.prefix if mode.carriers != ("cookie",) else f"{mode.prefix}, {store}"
            found.append((name, mode.name, OURS | {"SESSION_STORE": store}, client))
    return found


def targets(fleet: Fleet, libraries: list[Setup], count: bool = False) -> list[Target]:
    """Start a server for each environment; equal ones share theirs."""
    found = []
    for name, mode, env, client in environments(fleet, libraries):
        told = env | ({"BENCHMARK_COUNTS": "1"} if count else {})
        server = fleet.other("-".join(value.rpartition("/")[2] for value in told.values()), told)
        if server.process:
            found.append(Target(name, mode, env, server.url, server.process.pid, client))
    return found


def make_accounts(fleet: Fleet, found: list[Target]) -> None:
    """The one account, in our database and in that of the recipes."""
    fleet.manage("shell", "-v0", "-c", OUR_ACCOUNT, env=next(target.env for target in found if target.mode))
    fleet.manage("shell", "-v0", "-c", MEMBER, env=next(target.env for target in found if not target.mode))
