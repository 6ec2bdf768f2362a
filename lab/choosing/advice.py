"""A recommendation for a case: what speaks for and against each mode, and the one that most speaks for."""

from dataclasses import dataclass, field
from typing import Any

from contract.modes import MODES

from ..libraries.catalogue import SETUPS
from .measured import measured
from .rules import RULED_OUT, RULES, Rule


@dataclass(frozen=True)
class Sentence:
    """`before` and `after` stand around the measured words; `where` is "question.column", `proof` the exchange."""

    before: str
    cell: str
    after: str
    where: str
    weight: int
    question: str
    proof: dict[str, Any] | None

    @property
    def pointer(self) -> str:
        """Where docs/libraries.html shows it."""
        return f"{self.where}.{self.proof['number']}" if self.proof else self.where


@dataclass
class Option:
    name: str
    title: str
    good: list[Sentence] = field(default_factory=list)
    bad: list[Sentence] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(sentence.weight for sentence in self.good + self.bad)

    @property
    def ruled_out(self) -> bool:
        return any(sentence.weight <= RULED_OUT for sentence in self.bad)


def sentence_of(rule: Rule, name: str) -> Sentence | None:
    """What a rule says of a column; None where it has nothing to say."""
    row = measured()["rows"][rule.question]
    cell = row["cells"].get(name)
    if cell is None:
        return None
    weight = rule.weigh(cell["found"]) if "found" in cell else rule.missing
    if not weight:
        return None
    before, _, after = (rule.good if weight > 0 else rule.bad).partition("{}")
    return Sentence(before, cell["cell"], after, f"{rule.question}.{name}", weight, row["title"], cell.get("proof"))


def option(name: str, title: str, case: dict[str, str]) -> Option:
    weighed = Option(name, title)
    for rule in RULES:
        if rule.applies(case) and (sentence := sentence_of(rule, name)):
            (weighed.good if sentence.weight > 0 else weighed.bad).append(sentence)
    return weighed


@dataclass
class Advice:
    """`first` is what to use, None where everything is ruled out; `others` are the rest, the nearest first; `yours` the
    library that you have, as its setups fare by the same rules."""

    first: Option | None
    others: list[Option]
    yours: list[Option]

    @property
    def sentences(self) -> list[Sentence]:
        """Every sentence said, once: the evidence."""
        options = [*([self.first] if self.first else []), *self.others, *self.yours]
        said = {each.where: each for option in options for each in (*option.good, *option.bad)}
        return list(said.values())


def advise(case: dict[str, str]) -> Advice:
    """Ties go to the earlier in the modes' own list."""
    known = measured()["titles"]
    options = [option(mode.name, mode.title, case) for mode in MODES if mode.name in known]
    ranked = sorted(options, key=lambda each: (each.ruled_out, -each.weight))
    first = ranked[0] if not ranked[0].ruled_out else None
    setups = [setup for setup in SETUPS if setup.library.name == case["library"] and setup.name in known]
    yours = [option(setup.name, setup.title, case) for setup in setups]
    return Advice(first, [each for each in ranked if each is not first], yours)
