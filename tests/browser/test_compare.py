"""The page /compare: it asks a row again, opens what proves a cell, and keeps nobody out."""

import pytest

from .axe import serious_faults
from .conftest import DESKTOP, PHONE

ASK = """async () => {
    const sent = { method: 'POST', headers: { 'X-Lab-Run': 'r' }, body: '{"only": ["stores-asked"]}' };
    const { run } = await (await fetch('/compare/runs', sent)).json();
    for (let left = 120; left > 0; left -= 1) {
        const { state } = await (await fetch(`/compare/runs/${run}`)).json();
        if (state !== 'running') return state;
        await new Promise((resume) => setTimeout(resume, 500));
    }
}"""


@pytest.fixture(scope="module")
def asked(browser, server):
    """The page of a machine on which one row has been asked, from the page itself."""
    page = browser.new_page(base_url=server.url)
    page.goto("/compare")
    assert page.evaluate(ASK) == "done"
    page.close()


def test_a_row_is_asked_again_from_its_button(asked, open_page):
    page = open_page()
    page.goto("/compare")

    with page.expect_response("**/compare/runs") as begun:
        page.get_by_role("button", name="Ask again").click()
    page.wait_for_url("**/compare?run=*#stores-asked", timeout=90_000)

    assert page.locator("#stores-asked .fact").all_inner_texts() == [
        "1 SQL, 1 Redis",
        "0 SQL, 0 Redis",
        "0 SQL, 0 Redis",
    ]
    assert begun.value.status == 202


def test_a_link_opens_the_exchange_that_proves_a_cell(asked, open_page):
    page = open_page()

    page.goto("/compare#stores-asked.jwt.3")

    assert page.get_by_text("GET /jwt/me").last.is_visible()
    assert "authorization: Bearer" in page.locator('[id="stores-asked.jwt.3"] pre').first.inner_text()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_kept_out_and_nothing_is_clipped(asked, open_page, colours, size):
    page = open_page(viewport=size, color_scheme=colours)
    page.goto("/compare#stores-asked.session.3")

    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
