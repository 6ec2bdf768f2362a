"""Where a column runs in a fleet."""

from ..servers.fleet import Fleet
from ..servers.processes import Process
from .columns import Column


def server_of(column: Column, fleet: Fleet, name: str = "", env: dict[str, str] | None = None) -> Process:
    """Where a column runs in this fleet; or another server of its, by name, that is told something else besides."""
    told = dict(column.env)
    if column.database:
        told["DATABASE_URL"] = fleet.stores.database(column.database)
    told |= env or {}
    if not column.env and not name:
        return fleet.server
    return fleet.other(f"{column.name}-{name}" if column.env else name, told)
