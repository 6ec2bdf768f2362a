"""What the questions are asked of: our modes, the libraries, somebody's server. A column is a name, a way to speak to
it, and what can be done to it beside speaking."""

from dataclasses import dataclass, field
from typing import Any

from contract.modes import MODES, SHOWN, Mode

from ..libraries import catalogue


@dataclass(frozen=True)
class Column:
    """`client` is what speaks to it. `env` is what its server is told, beside a fleet's own; `database` the name of a
    database of its own. `clocked`: it heeds X-Lab-Clock. `operated`: it has a backstage; else there are `accounts`."""

    name: str
    title: str
    client: Any
    prefix: str
    carriers: tuple[str, ...]
    library: str = ""
    env: dict[str, str] = field(default_factory=dict)
    database: str = ""
    clocked: bool = True
    operated: bool = True
    accounts: tuple[dict[str, str], ...] = ()


def of_mode(mode: Mode) -> Column:
    return Column(mode.name, mode.title, mode.client, mode.prefix, mode.carriers)


def of_library(setup: catalogue.Setup) -> Column:
    return Column(
        setup.name,
        setup.title,
        setup.client,
        setup.client.prefix,
        setup.library.carriers,
        library=setup.library.name,
        env=setup.env,
        database="libraries",
    )


def of_adapter(client: type[Any], accounts: tuple[dict[str, str], ...]) -> Column:
    """Somebody's server, by an adapter: see docs/conform.md for what it may say of itself."""
    title = (client.__doc__ or client.__name__).strip().partition("\n")[0].rstrip(".")
    carriers = tuple(getattr(client, "carriers", ("body",)))
    clocked, operated = (bool(getattr(client, name, False)) for name in ("clocked", "operated"))
    prefix = client.prefix
    return Column("yours", title, client, prefix, carriers, clocked=clocked, operated=operated, accounts=accounts)


def shown() -> list[Column]:
    """The slides' three."""
    return [of_mode(mode) for mode in SHOWN]


def asked_for(names: list[str]) -> list[Column]:
    """Modes and libraries by name, in the lists' own order; "all" is all that the slides' don't show, and is installed.
    Raises: LookupError for what is unknown or missing."""
    modes = [mode for mode in MODES if mode.name in names or ("all" in names and mode.asked_for)]
    others = set(names) - {mode.name for mode in modes}
    return [of_mode(mode) for mode in modes] + [of_library(setup) for setup in catalogue.chosen(others)]
