"""Lesson plans, made from the guides: in every plan all steps are done, in the slides' order, and at as many of them as
the time allows the class is asked, votes, and hears why. The others are walked past.

A step's time is its own words, read aloud, and a vote. Which steps are worth the stop follows from what they show: the
more different answers the modes give, the sooner.
"""

from dataclasses import dataclass, field
from typing import Any

from . import NAMES, Guide, load

LESSONS = (15, 45, 90)  # minutes
WORDS_A_MINUTE = 130
VOTE_SECONDS, WALK_SECONDS, OPENING_SECONDS = 45, 10, 60
# After the guides, in this order, as far as the time goes.
MORE = (
    ("The revocation race", "/lab#view=race", 5),
    ("CSRF and XSS", "/lab#view=attacks", 5),
    ("The comparison", "/compare", 8),
    ("Which one for you", "/choose", 5),
    ("Two servers", "/lab#view=servers", 4),
)
ANSWER_MINUTES = 2  # for a question in their own words


def seconds_of(step: dict[str, Any]) -> int:
    """How long a step takes when the class is asked."""
    texts = [step["say"], step["reveal"], step["explain"], step.get("predict", {}).get("question", "")]
    return VOTE_SECONDS + round(sum(len(text.split()) for text in texts) * 60 / WORDS_A_MINUTE)


def minutes_of(guide: Guide) -> int:
    """How long a guide takes alone: every prediction made, every explanation read."""
    return round(sum(seconds_of(step) if "predict" in step else WALK_SECONDS for step in guide["steps"]) / 60)


@dataclass
class Lesson:
    """`stops` are (guide's name, step's id); `parts` the guides with their steps; `more` what comes after them."""

    minutes: int
    parts: list[dict[str, Any]] = field(default_factory=list)
    stops: set[tuple[str, str]] = field(default_factory=set)
    more: list[dict[str, Any]] = field(default_factory=list)
    seconds: int = 0


def candidates() -> list[tuple[str, dict[str, Any]]]:
    """Every step with a prediction: each guide's most telling one, then the next, so that no guide goes without."""
    ranked = []
    for place, name in enumerate(NAMES):
        asked = [step for step in load(name)["steps"] if "predict" in step]
        telling = sorted(asked, key=lambda step: -len({(a["status"], a.get("code")) for a in step["expect"].values()}))
        ranked += [((turn, place), name, step) for turn, step in enumerate(telling)]
    return [(name, step) for _, name, step in sorted(ranked, key=lambda each: each[0])]


def plan(minutes: int) -> Lesson:
    lesson = Lesson(minutes)
    held = [load(name) for name in NAMES]
    left = 60 * minutes - OPENING_SECONDS - WALK_SECONDS * sum(len(guide["steps"]) for guide in held)
    for name, step in candidates():
        if seconds_of(step) - WALK_SECONDS <= left:
            left -= seconds_of(step) - WALK_SECONDS
            lesson.stops.add((name, step["id"]))
    for title, link, length in MORE:
        if 60 * length <= left:
            left -= 60 * length
            lesson.more.append({"title": title, "link": link, "minutes": length})
    questions = [(guide["title"], each["ask"]) for guide in held for each in guide["questions"]]
    asked = questions[: left // (60 * ANSWER_MINUTES)]
    left -= 60 * ANSWER_MINUTES * len(asked)
    lesson.more += [{"title": ask, "link": "", "minutes": ANSWER_MINUTES} for _, ask in asked]
    lesson.seconds = 60 * minutes - left
    lesson.parts = [timed(guide, lesson) for guide in held]
    return lesson


def timed(guide: Guide, lesson: Lesson) -> dict[str, Any]:
    """A guide in a lesson: its stops, each with what is walked past before it, and its minutes."""
    rows: list[dict[str, Any]] = []
    walked: list[int] = []
    spent = 0
    for number, step in enumerate(guide["steps"], 1):
        if (guide["name"], step["id"]) in lesson.stops:
            spent += seconds_of(step)
            rows.append({"number": number, "step": step, "walked": span(walked)})
            walked = []
        else:
            spent += WALK_SECONDS
            walked.append(number)
    return {"guide": guide, "rows": rows, "rest": walked, "minutes": round(spent / 60)}


def span(numbers: list[int]) -> str:
    """Consecutive numbers in words: "", "3", "3 to 5"."""
    return " to ".join(str(number) for number in dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ""


def plans() -> list[Lesson]:
    return [plan(minutes) for minutes in LESSONS]


def table() -> str:
    """README's rows: a lesson each, its stops by guide, and what comes after."""
    rows = []
    for lesson in plans():
        stops = ", ".join(str(len(part["rows"])) for part in lesson.parts)
        linked = [f"{each['title']} ({each['minutes']} min)" for each in lesson.more if each["link"]]
        asked = len(lesson.more) - len(linked)
        then = [*linked, *([f"{asked} questions to answer in their own words"] if asked else [])]
        rows.append(f"| {lesson.minutes} min | {stops} | {'; '.join(then) or 'their questions'} |")
    return "\n".join(rows)
