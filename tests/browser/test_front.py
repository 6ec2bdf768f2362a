"""The front door and the room in real browsers: nobody is kept out, nothing is clipped, buttons lead where they say; a
trainer, phones that join by the code, and a lab that follows."""

import re

import pytest
from playwright.sync_api import expect

from .axe import every_fault
from .conftest import DESKTOP, PATIENCE, PHONE

pytestmark = pytest.mark.browser


PAGES = ("/", "/lab/trainers", "/room", "/compare", "/choose", "/lab/handout/jwt", "/jwt")
VIEWS = tuple(f"/lab#view={view}" for view in ("attacks", "servers", "guards", "forge"))


@pytest.mark.parametrize(("paths", "size"), [(PAGES, PHONE), (("/", *VIEWS), DESKTOP)], ids=["phone", "desktop"])
def test_nobody_is_kept_out_and_nothing_is_clipped(open_page, paths, size):
    page = open_page(viewport=size, color_scheme="dark" if size is PHONE else "light")
    found = {}
    for path in paths:
        page.goto("about:blank")
        page.goto(path)
        if path in VIEWS:
            page.wait_for_selector('#lab[data-ready][data-busy="false"]')
        found[path] = every_fault(page), page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    assert {name: faults for name, faults in found.items() if faults != ([], True)} == {}


def test_a_mark_on_the_map_opens_its_mode_and_a_button_starts_its_guide(open_page):
    page = open_page()
    page.goto("/")

    page.get_by_role("link", name="Opaque token: looked up").click()
    assert page.url.endswith("/opaque")

    page.get_by_role("link", name="Sessions or tokens?").click()
    page.get_by_role("link", name="Start the guide").nth(1).click()
    assert page.locator("#guide h2").inner_text() == "JWT authentication"


def test_phones_join_predict_and_see_what_the_server_answered_and_a_lab_follows(open_page):
    trainer = open_page()
    trainer.goto("/room")
    trainer.select_option("#guide", "jwt")
    trainer.get_by_role("button", name="Open a room").click()
    code = trainer.locator(".code").inner_text()
    phone = open_page(viewport=PHONE, color_scheme="dark")
    phone.goto(f"/room?code={code}")
    assert every_fault(phone) == []
    phone.fill("#name", "<b>otter</b>")
    phone.get_by_role("button", name="Join").click()

    trainer.get_by_role("button", name="Begin").click()
    phone.locator(".choice", has_text="1 h").click()
    expect(trainer.get_by_text("1 of 1 have voted")).to_be_visible()
    assert trainer.locator(".vote b").all_inner_texts() == ["·", "·", "·"]
    trainer.get_by_role("button", name="Reveal").click()

    expect(phone.get_by_text("✓ You were right.")).to_be_visible()
    assert [item.split() for item in trainer.locator(".measured li").all_inner_texts()] == [
        ["Session", "✓", "200"],
        ["JWT", "✓", "200"],
        ["JWT", "+", "refresh", "✓", "200"],
    ]
    expect(trainer.locator(".person")).to_have_text(re.compile("<b>otter</b>.*✓"))
    for page, size in ((trainer, DESKTOP), (phone, PHONE)):
        assert every_fault(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    # the same participant, in the lab: it goes where the trainer goes, and says what it has done
    trainer.get_by_role("button", name="Next").click()
    lab = phone.context.new_page()
    lab.goto("/lab")
    expect(lab.locator("#guide .say")).to_contain_text("2.", timeout=PATIENCE)
    lab.locator("#guide .ask button").first.click()
    lab.click("#do-step")
    expect(trainer.locator(".person")).to_contain_text("3 · 1 solved", timeout=PATIENCE)


def test_a_participant_is_no_trainer_and_a_room_that_is_over_says_so(open_page):
    trainer = open_page()
    trainer.goto("/room")
    trainer.get_by_role("button", name="Open a room").click()
    code = trainer.locator(".code").inner_text()
    phone = open_page(viewport=PHONE)
    phone.goto(f"/room?code={code}")
    phone.fill("#name", "otter")
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_text("You are in.")).to_be_visible()

    refused = phone.evaluate(
        """async () => {
          const { code, secret } = JSON.parse(localStorage.getItem("room.participant"));
          const headers = { "Content-Type": "application/json", "X-Lab-Room": `${code}.${secret}` };
          return (await fetch(`/room/${code}/act`, { method: "POST", headers, body: '{"act": "close"}' })).status;
        }"""
    )
    assert refused == 403

    trainer.get_by_label("sure").check()
    trainer.get_by_role("button", name="Close the room").click()
    expect(phone.get_by_role("alert")).to_have_text("There is no such room, or it is over.")
