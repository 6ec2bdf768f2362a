"""The page /choose: a case is chosen, recommended on, sent as a link and printed, without a script."""

import pytest

from .axe import serious_faults
from .conftest import DESKTOP, PHONE


def test_a_case_is_chosen_and_its_address_says_it_all(open_page, server):
    page = open_page()
    page.goto("/choose")
    assert page.locator(".first h2").inner_text() == "Session"

    page.get_by_label("Do services of others verify the credential?").select_option("yes")
    page.get_by_label("How soon must a ban count?").select_option("hour")
    page.get_by_role("button", name="Which one?").click()
    first, address = page.locator(".first h2").inner_text(), page.url

    other = open_page()
    other.goto(address)
    assert first == other.locator(".first h2").inner_text() == "JWT"
    assert other.get_by_label("How soon must a ban count?").input_value() == "hour"


def test_a_sentence_leads_to_what_proves_it(open_page, server):
    page = open_page()
    page.goto("/choose")

    page.locator(".first li a").last.click()

    assert page.url.endswith("#logout.session")
    assert page.locator('[id="logout.session"] pre').inner_text().startswith("holder of a copy: GET /session/me → 401")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nobody_is_kept_out_and_nothing_is_clipped(open_page, server, colours, size):
    page = open_page(viewport=size, color_scheme=colours)
    page.goto("/choose?pages=foreign&mobile=yes&ban=now&library=simplejwt")

    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_on_paper_the_facts_and_the_sentences_are_there_and_no_button(open_page, server):
    page = open_page()
    page.goto("/choose?ban=now")
    page.emulate_media(media="print")

    assert page.get_by_label("How soon must a ban count?").is_visible()
    assert page.locator(".first li").first.is_visible()
    assert not page.get_by_role("button", name="Which one?").is_visible()
