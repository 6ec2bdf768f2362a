"""The front door in a browser: nobody is kept out, nothing is clipped, and its buttons lead where they say."""

import pytest

from .axe import serious_faults
from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/", "/lab/trainers"])
@pytest.mark.parametrize(("colours", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_nobody_is_kept_out_and_nothing_is_clipped(open_page, path, colours, size):
    page = open_page(viewport=size, color_scheme=colours)
    page.goto(path)

    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_a_mark_on_the_map_opens_its_mode_and_a_button_starts_its_guide(open_page):
    page = open_page()
    page.goto("/")

    page.get_by_role("link", name="Opaque token: looked up").click()
    assert page.url.endswith("/opaque")

    page.get_by_role("link", name="Sessions or tokens?").click()
    page.get_by_role("link", name="Start the guide").nth(1).click()
    assert page.locator("#guide h2").inner_text() == "JWT authentication"
