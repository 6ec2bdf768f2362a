"""A pytest plugin: the whole process goes without one guard.

`pytest -p tests.guards.mutation --without csrf-token …`
"""

from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--without", help="the guard that this process goes without")


@pytest.fixture(scope="session", autouse=True)
def _without_a_guard(request: pytest.FixtureRequest) -> Any:
    from lab.guards import switch
    from lab.guards.catalogue import PIECES, targets_of
    from lab.guards.lines import install

    name = request.config.getoption("--without")
    install(PIECES, targets_of({name}))
    switch.everywhere.add(name)
    yield
    switch.everywhere.discard(name)
