"""The modes: a list, not a framework. Adding one is a folder and a line here; whatever lists modes is drawn from it."""

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from accounts.paths import prefix_of

if TYPE_CHECKING:  # it stands on an HTTP client, which no server loads
    from .client import Client


@dataclass(frozen=True)
class Mode:
    """A mode by its name (as events and realms have it), its title, and the package that holds its code.

    `asked_for`: complete the map beside the slides' three, and are shown when asked for.
    """

    name: str
    title: str
    package: str
    asked_for: bool = False

    @cached_property
    def module(self) -> ModuleType:
        """The package itself, whose docstring is the mode card; importing it imports none of its modules."""
        return import_module(self.package)

    @property
    def card(self) -> str:
        return self.module.__doc__ or ""

    @property
    def prefix(self) -> str:
        """The first segment of its paths, with the slash before it."""
        return str(self.module.PREFIX)

    @property
    def carriers(self) -> tuple[str, ...]:
        """How its credentials may travel; the first is the default."""
        return tuple(self.module.CARRIERS)

    @property
    def apps(self) -> tuple[str, ...]:
        """What is installed for it: the app in whose package it stands, if that is one, and its own."""
        top = self.package.partition(".")[0]
        return (top, self.package) if top != self.package and find_spec(f"{top}.apps") else (self.package,)

    @property
    def urlconf(self) -> str:
        return f"{self.package}.urls"

    @property
    def client(self) -> "type[Client]":
        """The reference client: what a caller must do."""
        client: type[Client] = self.attribute("client", "Client")
        return client

    @property
    def authentication(self) -> type[Any]:
        """The DRF authentication class."""
        authentication: type[Any] = self.attribute("authentication", "Authentication")
        return authentication

    def attribute(self, module: str, name: str) -> Any:
        return getattr(import_module(f"{self.package}.{module}"), name)

    def has(self, module: str) -> bool:
        """Whether the package has this module: a `models` remembers something, `logins` can be listed and ended."""
        return find_spec(f"{self.package}.{module}") is not None


MODES = (
    Mode("session", "Session", "sessions_auth"),
    Mode("jwt", "JWT", "jwt_auth.bare"),
    Mode("jwt-refresh", "JWT + refresh", "jwt_auth.refresh"),
    Mode("opaque", "Opaque token", "sessions_auth.bearer", asked_for=True),
    Mode("jwt-dpop", "Bound JWT", "jwt_auth.dpop", asked_for=True),
)
# The slides' three: what pages and tables list at first.
SHOWN = tuple(mode for mode in MODES if not mode.asked_for) or MODES
BY_PREFIX = {mode.prefix: mode for mode in MODES}


def mode_of(path: str) -> Mode | None:
    """The mode that a path belongs to; None for any other path."""
    return BY_PREFIX.get(prefix_of(path))
