"""examples/deployments, each started by its own command and asked in Chromium, as docs/deployments.md has it."""

import json

import pytest

from tests.browser.conftest import chromium
from tests.servers import ROOT

from . import without_script
from .deployments import DEPLOYMENTS, RECORD, measure, sends, table

__all__ = ["chromium"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_it_works_as_its_table_says(chromium, name):
    assert table(measure(name, chromium)) in (ROOT / "docs" / "deployments.md").read_text()


def test_what_a_browser_sends_without_script_is_as_its_table_and_the_comparison_say(chromium):
    heard = sends(chromium)

    assert without_script.table(heard) in (ROOT / "docs" / "deployments.md").read_text()
    assert without_script.record(heard) == json.loads(RECORD.read_text())["ways"]
