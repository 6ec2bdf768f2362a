"""docs/asvs.md leaves out no requirement of the chapters that it covers, and names no test that isn't there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text()
# ASVS 5.0: the level of each requirement of a section, in order. 3.2 has three: of level 1, 1 and 3.
LEVELS = {
    **{"3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333"},
    **{"6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223"},
    **{"6.7": "33", "6.8": "2222"},
    **{"7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22"},
    **{"9.1": "111", "9.2": "1222"},
    **{"16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223"},
}
ROW = re.compile(r"^\| ([\d.]+) \| (\d) \| (yes|no|outside|nothing such) \| (.*) \| (.*) \|$", re.MULTILINE)


def rows() -> list[tuple[str, ...]]:
    return ROW.findall(TEXT)


def test_each_requirement_stands_there_once_with_its_level():
    expected = [(f"{section}.{n}", level) for section, levels in LEVELS.items() for n, level in enumerate(levels, 1)]

    assert [(number, level) for number, level, *_ in rows()] == expected


def test_a_yes_names_a_test_and_anything_else_a_reason():
    for number, _, held, how, tests in rows():
        assert tests if held == "yes" else how, number


def test_each_test_that_is_named_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
    sources = {path: (ROOT / path).read_text() for path, _ in named if (ROOT / path).is_file()}

    assert len(named) > 100
    missing = [f"{path}::{test}" for path, test in named if f"def {test}(" not in sources.get(path, "")]
    assert missing == []


def test_the_counts_are_those_of_the_rows():
    told = dict(re.findall(r"^\| ([123]) \| (\d+ \| \d+ \| \d+ \| \d+) \|$", TEXT, re.MULTILINE))
    for level in "123":
        held = [row[2] for row in rows() if row[1] == level]
        counted = (held.count(word) for word in ("yes", "no", "outside", "nothing such"))
        assert told[level] == " | ".join(map(str, counted))
