"""The libraries: a list. Each stands in one folder, with two sets of settings where its documentation has two."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

from .client import Client

HERE = __package__
BEGINNING, BEST = "as its documentation begins", "best documented settings"


@dataclass(frozen=True)
class Library:
    """`module` is what must be installed; `documentation` where its settings come from."""

    name: str
    title: str
    module: str
    distribution: str
    documentation: str
    best_client: str | None = "Client"  # None: there are no better settings
    carriers: tuple[str, ...] = ("body",)

    @property
    def folder(self) -> str:
        return self.name.replace("-", "_")

    @property
    def installed(self) -> bool:
        return find_spec(self.module) is not None

    @property
    def version(self) -> str:
        return version(self.distribution)


@dataclass(frozen=True)
class Setup:
    """One library with one set of settings: what the comparison asks, as it asks a mode."""

    library: Library
    best: bool

    @property
    def name(self) -> str:
        return f"{self.library.name}-best" if self.best else self.library.name

    @property
    def title(self) -> str:
        return f"{self.library.title}, {BEST if self.best else BEGINNING}"

    @property
    def client(self) -> type[Client]:
        name = self.library.best_client if self.best and self.library.best_client else "Client"
        client: type[Client] = getattr(import_module(f"{HERE}.{self.library.folder}.client"), name)
        return client

    @property
    def settings(self) -> str:
        return f"{HERE}.{self.library.folder}.{'best' if self.best else 'settings'}"

    @property
    def env(self) -> dict[str, str]:
        """What its server is told, beside the stores: two processes, so that requests can meet."""
        return {"DJANGO_SETTINGS_MODULE": self.settings, "WSGI_APPLICATION": f"{HERE}.wsgi:application", "WORKERS": "2"}


LIBRARIES = (
    Library(
        "django-sessions",
        "Django sessions + DRF",
        "django",
        "django",
        "https://docs.djangoproject.com/en/5.2/topics/http/sessions/",
        carriers=("cookie",),
    ),
    Library(
        "drf-token",
        "DRF TokenAuthentication",
        "rest_framework",
        "djangorestframework",
        "https://www.django-rest-framework.org/api-guide/authentication/#tokenauthentication",
        best_client=None,
    ),
    Library("knox", "knox", "knox", "django-rest-knox", "https://jazzband.github.io/django-rest-knox/"),
    Library(
        "simplejwt",
        "SimpleJWT",
        "rest_framework_simplejwt",
        "djangorestframework-simplejwt",
        "https://django-rest-framework-simplejwt.readthedocs.io/",
        best_client="BlacklistingClient",
    ),
    Library(
        "dj-rest-auth",
        "dj-rest-auth, JWT cookie",
        "dj_rest_auth",
        "dj-rest-auth",
        "https://dj-rest-auth.readthedocs.io/",
        best_client="CsrfClient",
        carriers=("cookie",),
    ),
    Library(
        "allauth-session",
        "allauth headless, session token",
        "allauth",
        "django-allauth",
        "https://docs.allauth.org/en/latest/headless/",
        best_client="ListingClient",
    ),
    Library(
        "allauth-jwt",
        "allauth headless, JWT",
        "allauth",
        "django-allauth",
        "https://docs.allauth.org/en/latest/headless/token-strategies/jwt-tokens.html",
        best_client="ListingClient",
    ),
)
SETUPS = tuple(
    Setup(library, best) for library in LIBRARIES for best in ((False, True) if library.best_client else (False,))
)


def chosen(names: Iterable[str]) -> list[Setup]:
    """The setups of these libraries, or single setups by name; "all" is what is installed. Raises: LookupError."""
    wanted = set(names)
    known = {setup.name for setup in SETUPS} | {library.name for library in LIBRARIES} | {"all"}
    if unknown := wanted - known:
        raise LookupError(f"there is no library {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    setups = [setup for setup in SETUPS if wanted & {setup.name, setup.library.name, "all"}]
    missing = {setup.library.distribution for setup in setups if not setup.library.installed}
    if missing and "all" not in wanted:
        raise LookupError(f"not installed: {', '.join(sorted(missing))} (see requirements-libraries.txt)")
    return [setup for setup in setups if setup.library.installed]
