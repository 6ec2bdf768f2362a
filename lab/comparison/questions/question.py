"""A question, and the facts that answer it. A question is a function of a `Stage`, written once and asked of every
mode; it never looks at which one it is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .exchanges import Exchange

if TYPE_CHECKING:
    from .stage import Stage


@dataclass
class Facts:
    """What was found: numbers and codes by name, one line that says the same, and the exchanges that prove it.

    `proof` is the number of the exchange to look at first.
    """

    found: dict[str, Any]
    cell: str
    proof: int
    exchanges: list[Exchange]

    def as_dict(self) -> dict[str, Any]:
        exchanges = [exchange.as_dict() for exchange in self.exchanges]
        return {"found": self.found, "cell": self.cell, "proof": self.proof, "exchanges": exchanges}


@dataclass(frozen=True)
class Question:
    """`own_servers`: it stops or restarts something, so it can't be asked of a server that others use. `note`: what its
    group rests on beside the exchanges."""

    name: str
    title: str
    group: str
    ask: Callable[[Stage], Facts]
    own_servers: bool
    note: str = ""


QUESTIONS: dict[str, Question] = {}


def question(
    title: str, group: str, own_servers: bool = False, note: str = ""
) -> Callable[[Callable[[Stage], Facts]], Any]:
    """Enter a function into the list of questions, under its own name."""

    def enter(ask: Callable[[Stage], Facts]) -> Callable[[Stage], Facts]:
        name = ask.__name__.replace("_", "-")
        QUESTIONS[name] = Question(name, title, group, ask, own_servers, note)
        return ask

    return enter
