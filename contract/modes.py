"""The modes: a list, not a framework. Adding one is one more line, and an app beside the others."""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Mode:
    """Where a mode lives and how to speak to it. Code is named by dotted path, so that looking imports nothing."""

    name: str
    title: str
    prefix: str
    urlconf: str
    client: str
    carriers: tuple[str, ...]  # the first is the default
    authentication: str

    @property
    def package(self) -> str:
        return self.urlconf.rpartition(".")[0]

    @property
    def card(self) -> str:
        """The mode card: the docstring of the mode's package."""
        return import_module(self.package).__doc__ or ""


MODES = (
    Mode(
        "session",
        "Session",
        "/session",
        "sessions_auth.urls",
        "sessions_auth.client.Client",
        ("cookie",),
        "sessions_auth.authentication.SessionAuthentication",
    ),
    Mode(
        "jwt",
        "JWT",
        "/jwt",
        "jwt_auth.bare.urls",
        "jwt_auth.bare.client.Client",
        ("body", "cookie"),
        "jwt_auth.bare.authentication.BareAuthentication",
    ),
    Mode(
        "jwt-refresh",
        "JWT + refresh",
        "/jwt-refresh",
        "jwt_auth.refresh.urls",
        "jwt_auth.refresh.client.Client",
        ("body", "cookie", "split"),
        "jwt_auth.refresh.authentication.RefreshAuthentication",
    ),
)
_ROOTS = tuple(mode.prefix for mode in MODES)
_BELOW = tuple(mode.prefix + "/" for mode in MODES)


def under_prefix(path: str) -> bool:
    """Whether a path belongs to one of the modes."""
    return path.startswith(_BELOW) or path in _ROOTS
