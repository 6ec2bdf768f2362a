"""What stands in deploy/, each file run as processes: `make test-deploy`, with nginx and PgBouncer
from the system."""

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.stores import FOLDER

os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))  # PostgreSQL's wheel asks at import, and misses it with a warning
if not os.environ.get("DEPLOY"):
    collect_ignore_glob = ["test_*.py", "machine.py"]


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


@pytest.fixture(scope="session")
def machine() -> Iterator[object]:
    from .machine import Machine

    with ExitStack() as stack:
        yield Machine(stack)
