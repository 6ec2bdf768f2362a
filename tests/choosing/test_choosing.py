"""/choose and docs/choosing.md: no sentence without a measured cell, and a recommendation that follows from what was
found, whoever it was found of."""

import copy
import itertools
import re
from urllib.parse import urlencode

import pytest

from contract.modes import MODES
from lab.choosing import measured as evidence
from lab.choosing.advice import advise, option
from lab.choosing.facts import FACTS, case_of
from lab.choosing.faq import quoted, refreshed
from lab.choosing.report import CASES, markdown
from lab.choosing.rules import RULES
from lab.comparison.questions import QUESTIONS
from lab.libraries.catalogue import SETUPS
from tests.servers import ROOT

EVERY = [
    dict(zip([fact.name for fact in FACTS], answers, strict=True))
    for answers in itertools.product(*(fact.answers for fact in FACTS))
]
FAQ = (ROOT / "docs" / "faq.md").read_text()
ASKED_AT_LEAST = (
    "which should i use", "drf token or jwt", "where do i keep the token", "log out a jwt", "all of somebody's tokens",
    "two tabs log me out", "save the database", "one long token", "another domain", "token for the app", "next.js",
    "one device at a time", "websocket", "how long should tokens live", "just a session",
    "without signing everybody out",
)  # fmt: skip


def test_the_facts_are_nine_and_every_rule_asks_a_known_question_of_a_known_fact():
    answers = {fact.name: set(fact.answers) for fact in FACTS}

    assert len(FACTS) == 9
    for rule in RULES:
        assert rule.question in QUESTIONS
        assert rule.good.count("{}") == rule.bad.count("{}") == 1
        if rule.when:
            assert set(rule.when[1]) <= answers[rule.when[0]]


def test_every_mode_and_every_setup_was_measured():
    names = {mode.name for mode in MODES} | {setup.name for setup in SETUPS}

    for question in {rule.question for rule in RULES}:
        assert names <= set(evidence.measured()["rows"][question]["cells"]), question


def test_no_case_is_without_an_answer_and_no_sentence_without_a_cell():
    """All of them, some eight thousand."""
    cells = evidence.cells()

    for case in EVERY:
        advice = advise(case)
        options = [*([advice.first] if advice.first else []), *advice.others]
        assert {each.name for each in options} == {mode.name for mode in MODES}
        assert all(each.ruled_out for each in options) or advice.first
        for sentence in advice.sentences:
            question, _, column = sentence.where.partition(".")
            assert sentence.cell == cells[question][column]
            assert sentence.proof or "not asked" in sentence.cell


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ({}, "session"),
        ({"devices": "yes"}, "session"),
        ({"pages": "none", "ban": "now"}, "opaque"),
        ({"services": "yes"}, "jwt-refresh"),
        ({"services": "yes", "devices": "yes"}, "jwt-refresh"),
        ({"copies": "nothing"}, "jwt-dpop"),
        ({"pages": "none", "mobile": "yes", "copies": "nothing"}, "jwt-dpop"),
        ({"services": "yes", "ban": "hour", "outage": "database"}, "jwt"),
    ],
    ids=str,
)
def test_the_first_is(given, first):
    advice = advise(case_of(given))

    assert advice.first and advice.first.name == first
    assert all(other.bad or other.weight < advice.first.weight for other in advice.others)


def test_a_verdict_follows_the_fact_whoever_it_was_found_of(monkeypatch):
    """Swap what was found of two, and what is said of them is swapped."""
    swapped = copy.deepcopy(evidence.measured())
    for row in swapped["rows"].values():
        row["cells"]["session"], row["cells"]["jwt"] = row["cells"]["jwt"], row["cells"]["session"]
    case = case_of({"ban": "now"})
    before = [(each.weight, each.ruled_out) for each in (option("session", "", case), option("jwt", "", case))]

    monkeypatch.setattr("lab.choosing.advice.measured", lambda: swapped)

    assert [(each.weight, each.ruled_out) for each in (option("jwt", "", case), option("session", "", case))] == before


class TestPage:
    def test_a_case_is_a_link(self, client):
        case = {"pages": "foreign", "mobile": "yes", "library": "knox"}
        page = client.get(f"/choose?{urlencode(case)}").content.decode()

        for name, value in case.items():
            block = re.search(rf'<select id="{name}".*?</select>', page, re.S)
            assert block and f'<option value="{value}" selected>' in block[0]
        assert "knox, best documented settings" in page

    def test_every_sentence_leads_to_its_cell_on_the_page(self, client):
        page = client.get("/choose?ban=now&services=yes&library=simplejwt").content.decode()

        targets = re.findall(r'<a href="#([\w.-]+)">', page)
        assert len(targets) > 20
        assert set(targets) <= set(re.findall(r'id="([\w.-]+)"', page))

    @pytest.mark.parametrize("query", ["", "pages=nonsense", "pages=%00&ban=<script>", "x=1&pages=" + "a" * 5000])
    def test_what_is_no_answer_is_the_default(self, client, query):
        answer = client.get(f"/choose?{query}")

        assert answer.status_code == 200
        assert "<script" not in answer.content.decode()

    def test_it_is_read_only(self, client):
        assert client.post("/choose").status_code == 405


def test_the_docs_are_those_of_the_measurements():
    assert (ROOT / "docs" / "choosing.md").read_text() == markdown()
    assert all(f"\n## {title}\n" in markdown() for title in CASES)


def test_every_cell_that_a_page_quotes_is_measured_and_there_to_be_looked_at():
    proofs = set(re.findall(r'id="([\w.-]+)"', (ROOT / "docs" / "libraries.html").read_text()))

    for name in ("faq.md", "choosing.md"):
        text = (ROOT / "docs" / name).read_text()
        targets = re.findall(r"libraries\.html#([\w.-]+)\)", text)
        assert targets and set(targets) <= proofs, name


def test_the_faq_quotes_cells_word_for_word():
    assert refreshed(FAQ, evidence.cells()) == FAQ


@pytest.mark.parametrize("answer", FAQ.split("\n## ")[1:], ids=lambda answer: answer.partition("\n")[0][:40])
def test_an_answer_has_three_sentences_a_measured_cell_and_a_place_in_the_lab(answer):
    _, said, lab = (part for part in answer.strip().split("\n\n"))
    plain = re.sub(r"\[[^\]]*\]\([^)]*\)", "cell", said)

    assert len(re.findall(r"[.?](?: |$)", plain)) in (3, 4)
    assert quoted(said)
    assert lab.startswith("*In the lab:* ")


def test_the_questions_are_those_that_people_ask():
    titles = " ".join(re.findall(r"^## (.*)$", FAQ, re.M)).lower()

    assert [words for words in ASKED_AT_LEAST if words not in titles] == []


def test_a_cell_that_there_is_not_is_not_quoted():
    with pytest.raises(KeyError):
        refreshed("[x](libraries.html#logout.nobody)", {"logout": {}})
