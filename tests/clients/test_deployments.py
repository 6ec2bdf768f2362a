"""examples/deployments, each started by its own command and asked in Chromium, as docs/deployments.md has it."""

import pytest

from tests.browser.conftest import chromium
from tests.servers import ROOT

from .deployments import DEPLOYMENTS, measure, table, without_script

__all__ = ["chromium"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_it_works_as_its_table_says(chromium, name):
    assert table(measure(name, chromium)) in (ROOT / "docs" / "deployments.md").read_text()


def test_what_a_browser_sends_without_script_is_as_its_table_says(chromium):
    assert without_script(chromium) in (ROOT / "docs" / "deployments.md").read_text()
