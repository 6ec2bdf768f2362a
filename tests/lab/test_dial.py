"""`manage.py compare --dial`: what was measured is what the contract's tests assert, and what the page and the picture
show."""

import copy
import os
import re
from html import unescape
from pathlib import Path

import pytest

from contract.modes import MODES
from lab import dial
from lab.comparison.questions.spans import span
from lab.dial.events import EVENTS, LOOK_UPS, OUTAGES, questions
from lab.dial.measure import measure, measured
from lab.dial.picture import label, remark, worst
from lab.dial.services import first_refusal
from lab.dial.settings import columns
from tests import differences

DOCS = Path(__file__).parents[2] / "docs"
# The event as tests/differences.py has it. A promotion there stands for any change of role.
ASSERTED = {
    "logout": "logout",
    "logout everywhere": "logout-all elsewhere",
    "new password": "password change elsewhere",
    "role taken away": "promotion saved",
    "deactivated": "deactivation saved",
    "deleted": "deletion",
    "behind its back": "deactivation",
}


def settings() -> dict[str, dict]:
    return {f"{each['mode']}@{each['setting']}": each for each in measured()["settings"]}


def test_every_setting_of_every_mode_was_asked_everything():
    assert list(settings()) == [column.name for column in columns()]
    assert {tuple(each["events"]) for each in settings().values()} == {tuple(EVENTS)}
    assert {tuple(each["outages"]) for each in settings().values()} == {tuple(OUTAGES)}


@pytest.mark.parametrize("column", differences.BY_DIAL[:-1])
def test_what_counts_at_once_is_what_the_contracts_tests_assert(column: str):
    """Each cell of tests/differences.py is a cell of the measured table: ended there, at once here."""
    setting, mode = column.split()
    found = settings()[f"{mode}@{setting}"]["events"]

    for event, asserted in ASSERTED.items():
        ended = differences.OLD_CREDENTIAL_BY_DIAL[asserted][column] != differences.OK
        # At `lookup` a token whose role was taken away lives on, with the role that its account has now.
        ended = ended or (setting, event) == ("lookup", "role taken away")
        assert (found[event] == 0) == ended, event


def test_the_page_and_the_picture_are_those_of_the_measurement():
    assert (DOCS / "dial.md").read_text() == dial.markdown(measured())
    assert (DOCS / "dial.svg").read_text() == dial.STATIC.read_text() == dial.picture(measured())


def test_the_picture_has_a_dot_for_each_setting_of_each_mode():
    drawn = unescape(dial.picture(measured()))

    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert drawn.count("<circle") == len(columns())
    for each in settings().values():
        assert label(each) in texts
        assert remark(each) in texts
        assert span(worst(each)) in texts
    assert "#" not in re.sub(r"<style>.*?</style>", "", drawn, flags=re.S)  # its colours are those of light and dark


def test_a_second_more_or_less_is_the_same_height():
    later = copy.deepcopy(measured())
    for setting in later["settings"][::2]:
        setting["events"] = {name: seconds and seconds + 1 for name, seconds in setting["events"].items()}

    assert dial.picture(later) == dial.picture(measured())


def test_the_page_links_to_what_there_is():
    for target in re.findall(r"\]\(([\w./-]+)\)", (DOCS / "dial.md").read_text()):
        assert (DOCS / target).exists(), target


@pytest.mark.skipif("DIAL" not in os.environ, reason="half a minute: `make test-dial`")
def test_it_is_measured_on_running_servers():
    """One setting, asked anew: what it looks up, what a logout is worth, and how long it takes to count elsewhere."""
    [column] = [column for column in columns() if column.name == "jwt@denylist"]
    asked = (LOOK_UPS, "logout", "behind its back", "Redis down")

    found = measure([question for question in questions() if question.name in asked], [column])

    [now], then = found["settings"], settings()["jwt@denylist"]
    assert {name: now[name] for name in ("sql", "redis")} == {name: then[name] for name in ("sql", "redis")}
    assert {name: span(now["events"][name]) for name in now["events"]} == {
        "logout": "at once",
        "behind its back": "1 h",
    }
    assert now["outages"]["Redis down"] == then["outages"]["Redis down"]
    assert found["services"] == measured()["services"]


def test_a_refusal_is_found_to_the_second():
    class Clock:
        def move_to(self, moment: int) -> None:
            self.moment = moment

    clock = Clock()
    for last in (0, 1, 30, 900):
        assert first_refusal(lambda last=last: clock.moment < 1000 + last, clock, 1000) == last


def test_the_lab_shows_the_picture(client):
    page = client.get("/compare").content.decode()

    assert '<img class="dial" src="/static/lab/dial.svg"' in page
    assert {mode.title for mode in MODES} <= {each["title"] for each in settings().values()}
