"""Every library's own server, on a database of its own, started when it is first asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lab.comparison.questions import Stage
from lab.libraries.catalogue import Column
from lab.servers.fleet import Fleet


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with TemporaryDirectory(prefix="libraries-") as folder, Fleet(Path(folder), postgres=False) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def stage(fleet: Fleet) -> Callable[[Column], Stage]:
    """A stage on the server of a column."""

    def on(column: Column) -> Stage:
        env = column.env | {"DATABASE_URL": f"sqlite:///{fleet.folder}/{column.name}.db", "WORKERS": "1"}
        return Stage(column, fleet.other(column.name, env).url)

    return on
