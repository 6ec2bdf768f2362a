"""Every library's own server, on a database of its own, started when it is first asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from lab.comparison.columns import of_library
from lab.comparison.questions import Stage
from lab.libraries.catalogue import Setup
from lab.servers.fleet import Fleet


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with TemporaryDirectory(prefix="libraries-") as folder, Fleet(Path(folder), postgres=False) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def stage(fleet: Fleet) -> Callable[[Setup], Stage]:
    """A stage on the server of a setup, with an SQLite file of its own."""

    def on(setup: Setup) -> Stage:
        env = setup.env | {"DATABASE_URL": f"sqlite:///{fleet.folder}/{setup.name}.db", "WORKERS": "1"}
        return Stage(of_library(setup), fleet.other(setup.name, env).url)

    return on
