"""What a lesson leaves: every vote beside what was measured, as CSV for a spreadsheet, as Markdown to be read."""

import csv
import io
from collections import Counter
from typing import Any

from .. import guides
from ..guides.predictions import label_of, right_of
from . import store

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (OWASP, CSV injection)


def rows(code: str) -> list[dict[str, Any]]:
    """One row a question, in the guides' order: {"guide", "step", "question", "mode", "votes": [{who: choice}, …],
    "answer"}; `votes` a turn each, `answer` what was measured, "" where it was not revealed."""
    measured = store.measured(code)
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for name in store.questions(code):
        guide, step_id, turn = name.split(".")
        steps = guides.load(guide)["steps"]
        number = next((n for n, step in enumerate(steps, 1) if step["id"] == step_id), None)
        if number is None or "predict" not in steps[number - 1]:
            continue
        predict = steps[number - 1]["predict"]
        place = (guides.ALL.index(guide), number)
        asked = {"guide": guide, "step": number, "question": predict["question"], "mode": predict.get("mode", "")}
        row = found.setdefault(place, {**asked, "votes": [], "answer": ""})
        said = {str(choice): label_of(predict, choice) for choice in predict["choices"]}
        row["votes"].append((int(turn), {who: said[choice] for who, choice in store.votes(code, name).items()}))
        if name in measured:
            row["answer"] = label_of(predict, right_of(predict, measured[name]))
    for row in found.values():
        row["votes"] = [votes for _, votes in sorted(row["votes"], key=lambda pair: pair[0])]
    return [found[place] for place in sorted(found)]


def cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(code: str) -> str:
    """A line a participant and question: name, guide, step, question, mode, each turn's vote, measured, right."""
    there, written = store.people(code), io.StringIO()
    found = rows(code)
    turns = max((len(row["votes"]) for row in found), default=1)
    out = csv.writer(written)
    out.writerow(
        ["name", "guide", "step", "question", "mode", *(f"vote {n}" for n in range(1, turns + 1)), "measured", "right"]
    )
    for row in found:
        for who, entry in there.items():
            votes = [turn.get(who, "") for turn in row["votes"]]
            last = next((vote for vote in reversed(votes) if vote), "")
            if last:
                right = "yes" if last == row["answer"] else "no" if row["answer"] else ""
                fixed = [row["guide"], row["step"], row["question"], row["mode"]]
                out.writerow([cell(entry["name"]), *fixed, *votes, *[""] * (turns - len(votes)), row["answer"], right])
    return written.getvalue()


def plain(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~&" else c for c in text)


def as_markdown(code: str) -> str:
    """The questions with their votes, turn by turn; then who was right how often."""
    there, found = store.people(code), rows(code)
    lines = ["# The room", "", f"{len(there)} people, {len(found)} questions.", ""]
    lines += ["| guide | step | question | votes | measured | right |", "| --- | --- | --- | --- | --- | --- |"]
    for row in found:
        turns = [
            "; ".join(f"{choice}: {n}" for choice, n in Counter(turn.values()).most_common()) for turn in row["votes"]
        ]
        last = list(row["votes"][-1].values())
        right = f"{last.count(row['answer'])} of {len(last)}" if row["answer"] else "–"
        asked = row["question"].replace("|", "\\|")
        lines.append(
            f"| {row['guide']} | {row['step']} | {asked} | {' → '.join(turns)} | {row['answer'] or '–'} | {right} |"
        )
    lines += ["", "| who | voted | right |", "| --- | --- | --- |"]
    for who, entry in there.items():
        mine = [(row["votes"][-1].get(who), row["answer"]) for row in found if row["answer"]]
        cast = [pair for pair in mine if pair[0]]
        lines.append(f"| {plain(entry['name'])} | {len(cast)} | {sum(vote == answer for vote, answer in cast)} |")
    return "\n".join(lines) + "\n"
