"""What makes a guide playable. Each fault names the step and what is wrong with it."""

import re
from collections.abc import Iterator
from typing import Any

from contract.modes import MODES

from ..page.clock import LONGEST
from .predictions import faults

CARRIERS = {mode.name: mode.carriers for mode in MODES}
# What a learner can do; the page reports what really happened by the same names.
CALLS = {"login", "me", "profile", "report", "logins", "logout", "logout-all", "refresh"}  # by the column's own client
# By somebody else, or to somebody else. `csrf`: another site's empty form at `logout`, without SameSite. `replay` and
# `replay-refresh`: what was stolen last, at `me` and at `refresh-token`. `second-server`: `me` there.
THEFTS = {"replay", "replay-refresh"}
ATTACKS = {"tamper", "csrf", "second-server", *THEFTS}
# No mode is asked, so none answers. `dial`: this page's JWT_REVOCATION from now on. `change-role`: by SQL.
SILENT = {"steal", "change-role", "dial"}
DIAL = ("none", "denylist", "not-before", "both", "lookup")
PEOPLE = {"alice", "bob", "admin"}

GUIDE_KEYS = {"name", "title", "focus", "about", "carriers", "steps", "questions"}
STEP_KEYS = {"id", "part", "slide", "say", "do", "expect", "reveal", "explain", "hints"}
DO_KEYS = {"action", "as", "to", "jump", "carriers"}


def faults_of(guide: dict[str, Any]) -> list[str]:
    """Every fault of a guide, as sentences; none for one that the page can play."""
    if keys := GUIDE_KEYS ^ (guide.keys() - {"columns"}):
        return [f"the guide lacks or has too much: {', '.join(sorted(keys))}"]
    found = [*_about_the_whole(guide)]
    for step in guide["steps"]:
        name = step.get("id", "a step without id")
        if keys := STEP_KEYS ^ (step.keys() - {"predict"}):
            found.append(f"{name}: lacks or has too much: {', '.join(sorted(keys))}")
        else:
            found += [f"{name}: {fault}" for fault in (*_in_words(step), *_in_deeds(step), *_in_answers(step))]
    return found


def _about_the_whole(guide: dict[str, Any]) -> Iterator[str]:
    ids = [step.get("id") for step in guide["steps"]]
    if not ids or len(ids) != len(set(ids)):
        yield "the guide needs steps, each with an id of its own"
    if guide["focus"] not in CARRIERS:
        yield f"no mode is called {guide['focus']}"
    columns = guide.get("columns", [])
    if not set(columns) <= set(CARRIERS) or len(columns) not in (0, 2, 3, 4):
        yield "columns: two to four modes"
    yield from _in_carriers(guide["carriers"])
    if sum(step.get("do", {}).get("jump", 0) for step in guide["steps"]) > LONGEST:
        yield "its jumps lead past the end of the lab's clock"
    if any(not (question.keys() == {"ask", "answer"} and all(question.values())) for question in guide["questions"]):
        yield "a question needs exactly ask and answer"


def _in_words(step: dict[str, Any]) -> Iterator[str]:
    texts = [step[key] for key in ("id", "part", "slide", "say", "reveal", "explain")]
    texts += [*step["hints"], step.get("predict", {}).get("question", "-")]
    if not step["hints"] or not all(isinstance(text, str) and text.strip() for text in texts):
        yield "a text is missing or empty"
    elif any(text.count("`") % 2 for text in texts):
        yield "a backtick stands alone"
    if not re.fullmatch(r"[a-z0-9-]+", step["id"]):
        yield "an id is of a-z, 0-9 and -: it stands in links"


def _in_deeds(step: dict[str, Any]) -> Iterator[str]:
    act = step["do"]
    if act.get("action") not in CALLS | ATTACKS | SILENT or act.keys() - DO_KEYS:
        yield "nobody can do this"
    if act.get("as", "alice") not in PEOPLE or (act.get("action") in ("login", "change-role")) != ("as" in act):
        yield "as: whom to sign in, or whose role to change"
    if (act.get("action") == "dial") != (act.get("to") in DIAL):
        yield "to: where to turn the dial"
    if type(act.get("jump", 1)) is not int or not 0 < act.get("jump", 1) <= LONGEST:
        yield "jump: whole seconds, forward"
    yield from _in_carriers(act.get("carriers", {}))


def _in_carriers(carriers: dict[str, str]) -> Iterator[str]:
    for mode, carrier in carriers.items():
        if carrier not in CARRIERS.get(mode, ()):
            yield f"{mode} does not carry its credential by {carrier}"


def _in_answers(step: dict[str, Any]) -> Iterator[str]:
    expect, asked = step["expect"], step.get("predict")
    if expect.keys() - CARRIERS or bool(expect) == (step["do"].get("action") in SILENT):
        yield "expect: what each mode that is asked answers, and nothing for an action that asks none"
    for mode, answer in expect.items():
        if answer.keys() - {"status", "code", "body"} or type(answer.get("status")) is not int:
            yield f"expect {mode}: a status, and perhaps code and body"
        elif ("code" in answer) != (answer["status"] >= 400):
            yield f"expect {mode}: a refusal names its code, a success has none"
    if asked is None:
        return
    if asked.get("kind") == "wins" and step["do"].get("action") not in THEFTS:
        yield "predict: wins is asked where a thief acts"
    yield from faults(asked, expect)
