"""`make test-faults` runs these; `make test` doesn't, since each lets real clients meet a real fault for seconds."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import FOLDER

from .report import Report

os.environ.setdefault("XDG_RUNTIME_DIR", str(FOLDER))  # PostgreSQL's wheel asks at import, and misses it with a warning
if not os.environ.get("FAULTS"):
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The tests' own stores aren't used here."""


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    """What each fault cost; written to the file that FAULTS names, if it names one."""
    made = Report()
    yield made
    if os.environ["FAULTS"].endswith(".md") and made.faults:
        made.write(Path(os.environ["FAULTS"]))
