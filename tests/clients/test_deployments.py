"""examples/deployments, each started by its own command and asked in Chromium, as docs/deployments.md has it."""

import json

import pytest

from tests.browser.conftest import chromium
from tests.servers import ROOT

from . import without_script
from .deployments import DEPLOYMENTS, LOAD, LOGIN, RECORD, measure, running, sends, table

__all__ = ["chromium"]


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_it_works_as_its_table_says(chromium, name):
    assert table(measure(name, chromium)) in (ROOT / "docs" / "deployments.md").read_text()


def test_a_page_of_a_foreign_origin_reads_that_its_body_was_too_large(chromium):
    edit = "() => outcome(() => client.call('PATCH', 'profile', { displayName: 'x'.repeat(5_000_000) }))"
    with running("foreign") as (origin, _):
        context = chromium.new_context(base_url=origin)
        page = context.new_page()
        page.goto("/")
        page.evaluate(LOAD, ["/jwt", "body"])

        assert [page.evaluate(LOGIN), page.evaluate(edit)] == ["yes", "too_large"]
        context.close()


def test_what_a_browser_sends_without_script_is_as_its_table_and_the_comparison_say(chromium):
    heard = sends(chromium)

    assert without_script.table(heard) in (ROOT / "docs" / "deployments.md").read_text()
    assert without_script.record(heard) == json.loads(RECORD.read_text())["ways"]
