"""What a step asks before it is done, and which choice the answers make right: never written down, always read off.

status  what a mode answers: 200, 401, 403, …
who     which modes let it in: "jwt+jwt-refresh", in the modes' own order, or "nobody"
long    for how long, in seconds: a field of a mode's answer, which the step's `expect` names in its `body`
wins    who has the login after a thief has asked a mode: "thief", who was let in; "owner", where the thief was refused;
        "nobody", where the refusal ended it for both (`refresh_reused`)
"""

from typing import Any

from contract.modes import MODES

from ..comparison.questions.spans import span

# And what each needs beside question and choices.
KINDS = {"status": {"mode"}, "who": set(), "long": {"mode", "field"}, "wins": {"mode"}}
TITLES = {mode.name: mode.title for mode in MODES}
NOBODY = "nobody"
WINNERS = {"owner": "the owner", "thief": "the thief", NOBODY: NOBODY}
Answers = dict[str, dict[str, Any]]


def kind_of(predict: dict[str, Any]) -> str:
    return str(predict.get("kind", "status"))


def right_of(predict: dict[str, Any], answers: Answers) -> Any:
    """The choice that these answers, {mode: {"status", "code"?, "body"?}}, make right.

    Raises: KeyError where one is missing.
    """
    match kind_of(predict):
        case "who":
            return "+".join(m.name for m in MODES if m.name in answers and answers[m.name]["status"] < 400) or NOBODY
        case "long":
            return answers[predict["mode"]]["body"][predict["field"]]
        case "wins":
            answer = answers[predict["mode"]]
            return "thief" if answer["status"] < 400 else NOBODY if answer["code"] == "refresh_reused" else "owner"
    return answers[predict["mode"]]["status"]


def label_of(predict: dict[str, Any], choice: Any) -> str:
    match kind_of(predict):
        case "who":
            names = [] if choice == NOBODY else str(choice).split("+")
            return " and ".join(TITLES[name] for name in names) or NOBODY
        case "long":
            return span(int(choice))
        case "wins":
            return WINNERS[choice]
    return str(choice)


def about(predict: dict[str, Any]) -> str:
    """Whom a question is about: a mode's title, or "" for all."""
    return TITLES.get(predict.get("mode", ""), "")


def faults(predict: dict[str, Any], expect: Answers) -> list[str]:
    kind = kind_of(predict)
    if kind not in KINDS:
        return [f"predict: kind is one of {', '.join(KINDS)}"]
    if (
        predict.keys() - {"kind"} != {"question", "choices", *KINDS[kind]}
        or predict.get("mode", next(iter(expect))) not in expect
    ):
        return ["predict: a mode that answers, a question, choices"]
    try:
        right = right_of(predict, expect)
    except KeyError:
        return ["predict: long needs the field in what `expect` says of the body"]
    if len(set(predict["choices"])) < 2 or right not in predict["choices"]:
        return ["predict: at least two choices, the right one among them"]
    return []
