"""The room as each may see it. A participant never sees another's vote; how the votes stand is the trainer's to show;
nobody's token or key is in any answer."""

from collections import Counter
from typing import Any

from contract.modes import MODES

from .. import guides
from ..guides.predictions import about, label_of, right_of
from . import store

TITLES = {mode.name: mode.title for mode in MODES}


def step_of(found: dict[str, str]) -> dict[str, Any]:
    step: dict[str, Any] = guides.load(found["guide"])["steps"][int(found["step"])]
    return step


def question_of(found: dict[str, str]) -> str:
    """A question's name: sessions.idle.1, the last its turn."""
    return f"{found['guide']}.{step_of(found)['id']}.{found['turn']}"


def shown(predict: dict[str, Any]) -> dict[str, Any]:
    """A question with its choices as they are voted on, and as they are read."""
    choices = [{"value": str(choice), "label": label_of(predict, choice)} for choice in predict["choices"]]
    return {
        "question": predict["question"],
        "mode": predict.get("mode", ""),
        "title": about(predict),
        "choices": choices,
    }


def common(code: str, found: dict[str, str]) -> dict[str, Any]:
    """What everybody in the room sees."""
    guide, step = guides.load(found["guide"]), step_of(found)
    predict = step.get("predict")
    seen: dict[str, Any] = {
        "code": code,
        "guide": found["guide"],
        "title": guide["title"],
        "step": int(found["step"]),
        "id": step["id"],
        "steps": len(guide["steps"]),
        "part": step["part"],
        "say": step["say"],
        "started": found["turn"] != "0",
        "turn": int(found["turn"]),
        "open": found["open"],
        "follow": found["follow"] == "1",
        "locked": found["locked"] == "1",
        "predict": predict and shown(predict),
        "revealed": None,
    }
    if found.get("revealed") == question_of(found):
        answers = store.measured(code)[question_of(found)]
        seen["revealed"] = {
            "answers": [{"mode": mode, "title": TITLES[mode], **answer} for mode, answer in answers.items()],
            "right": str(right_of(predict, answers)) if predict else None,
            "reveal": step["reveal"],
            "explain": step["explain"],
        }
    return seen


def for_participant(code: str, found: dict[str, str], who: str, entry: dict[str, Any]) -> dict[str, Any]:
    choice = store.vote_of(code, question_of(found), who)
    you = {"name": entry["name"], "choice": choice, "stuck": bool(entry.get("stuck"))}
    return common(code, found) | {"you": you}


def for_trainer(code: str, found: dict[str, str]) -> dict[str, Any]:
    """With the strip of participants; and the votes, once they are shown."""
    question, people = question_of(found), store.people(code)
    votes = store.votes(code, question)
    shown = found.get("votes") == "1"
    earlier = (
        store.votes(code, f"{question.rpartition('.')[0]}.{int(found['turn']) - 1}") if found["turn"] > "1" else {}
    )
    strip = [
        {
            "who": who,
            "name": entry["name"],
            "voted": who in votes,
            "step": entry.get("step"),
            "guide": entry.get("guide"),
            "solved": entry.get("solved", 0),
            "at": entry.get("at"),
            "stuck": entry.get("stuck"),
        }
        for who, entry in sorted(people.items(), key=lambda pair: pair[1]["joined"])
    ]
    return common(code, found) | {
        "people": strip,
        "voted": len(votes),
        "votes": Counter(votes.values()) if shown else None,
        "earlier": Counter(earlier.values()) if shown and earlier else None,
    }
