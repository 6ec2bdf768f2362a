"""A mode that was carried away alone names no other: its paths, packages, names, settings, bodies; nor the lab, nor
what this project is called and asks. Nor does it lead to files that stayed. One mode here, each in `make test-eject`.
"""

import os
import re

import pytest

from authdemo.eject.house import settings_names
from authdemo.eject.parts import ROOT, folder, parts
from authdemo.eject.standalone import QUESTION, Project, unable
from contract.bodies import login_name
from contract.modes import MODES, Mode

ALONE = MODES if os.environ.get("EJECT") else MODES[:1]
HOUSE = [r"authdemo", r"\blab\b", r"\bLAB\b", r"X-Lab", re.escape(QUESTION), r"\boperators/", r"(?<!static/)\bpages/"]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
SCRIPT = re.compile(r"\bscripts/[\w.-]+")


def of(mode: Mode) -> set[str]:
    """What only this mode has: as patterns."""
    words = {rf"(?<![\w.)}}-]){mode.prefix}(?![\w-])", rf"\b{login_name(mode.name)}(Body|Cookie|Split)?\b"}
    words |= {re.escape(mode.name)} if "-" in mode.name else set()
    own = [file for file in parts([mode]) if (ROOT / file).is_relative_to(folder(mode))]
    return words | {rf"\b{re.escape(mode.package)}\b"} if own else words


def settings_of(mode: Mode) -> set[str]:
    return {
        name for file in parts([mode]) if file.name == "conf.py" for name in settings_names((ROOT / file).read_text())
    }


@pytest.mark.parametrize("mode", ALONE, ids=lambda mode: mode.name)
def test_it_names_nothing_of_what_stayed_behind(mode: Mode) -> None:
    project = Project([mode], "shop", unable([mode], {}))
    for _ in project.make():
        pass
    there = {file.as_posix() for file in parts([mode])}
    gone = {word for other in MODES if other is not mode for word in of(other)}
    gone = {word for word in gone if not any(re.search(word, f"{name} ".replace("/", ".")) for name in there)}
    gone |= {rf"\b{name}\b" for other in MODES for name in settings_of(other) - settings_of(mode)}
    traces = re.compile("|".join([*HOUSE, *sorted(gone)]))

    found = [
        f"{file}:{number}: {line.strip()}"
        for file, text in project.texts.items()
        if not file.endswith((".lock", ".json"))
        for number, line in enumerate(text.splitlines(), 1)
        if traces.search(line)
    ]
    led = [
        f"{file}: {target}"
        for file, text in project.texts.items()
        for target in [*(LINK.findall(text) if file.endswith(".md") else ()), *SCRIPT.findall(text)]
        if not {target, f"docs/adr/{target}"} & project.texts.keys()
    ]
    assert (found, led) == ([], [])
