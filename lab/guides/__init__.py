"""The guides: one JSON file a section of the slides. The page plays it, the handout prints it, a test executes it.

A guide is {"name", "title", "focus", "about", "carriers", "steps", "questions"}, and
"columns" where it is not about the slides' three; a step is one act of the learner:

  id, part, slide   its name, the heading on the slides that it belongs to, and the slide's own words
  say, do           what to do, in words and as {"action", "as"?, "to"?, "jump"?, "carriers"?}: `jump` moves the page's
                    clock on by so many seconds first, `carriers` chooses a carrier a mode for this login and after, in
                    the contract's words (`body` is what the page keeps in memory)
  predict           {"mode", "question", "choices", "kind"?, "field"?}: asked before anything is sent (`predictions` has
                    the kinds); absent where nothing is in doubt
  expect            mode -> {"status", "code"?, "body"?}: what really happens, for each mode that has to act; {} for an
                    action that no mode answers. A refusal always names its code.
  reveal, explain   what was seen, and why
  hints             one at a time

Text between backticks is code. tests/lab/test_guides.py executes every step, so what a guide says is what happens.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from .validation import faults_of

FOLDER = Path(__file__).parent
NAMES = ("sessions", "jwt", "refresh")  # the slides' order
ALL = (*NAMES, "past")  # and what lies past the slides

Guide = dict[str, Any]


class GuideFault(ValueError):
    """A guide that the page couldn't play; one fault a line."""


def load(name: str) -> Guide:
    """The guide of this name, found sound. Raises: KeyError when there is none, GuideFault."""
    if name not in ALL:
        raise KeyError(name)
    guide: Guide = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    if faults := faults_of(guide):
        raise GuideFault("\n".join(faults))
    return guide


@cache
def glossary() -> dict[str, str]:
    """What a term means, for those that a guide's text uses."""
    found: dict[str, str] = json.loads((FOLDER / "glossary.json").read_text(encoding="utf-8"))
    return found
