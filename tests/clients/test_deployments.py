"""examples/deployments, each started by its own command and asked in Chromium, as docs/deployments.md has it."""

import pytest

from tests.browser.conftest import chromium
from tests.servers import ROOT

from .deployments import DEPLOYMENTS, measure, table

__all__ = ["chromium"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_it_works_as_its_table_says(chromium, name):
    assert table(measure(name, chromium)) in (ROOT / "docs" / "deployments.md").read_text()
