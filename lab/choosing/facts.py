"""The nine facts. Their names and answers stand in the query string, so that a case can be sent to somebody."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..libraries.catalogue import LIBRARIES


@dataclass(frozen=True)
class Fact:
    """`answers` are {value: words}; the first is the default."""

    name: str
    asks: str
    answers: Mapping[str, str]

    def answer(self, given: Mapping[str, str]) -> str:
        """What was answered; the default for nothing, and for what is no answer."""
        value = given.get(self.name, "")
        return value if value in self.answers else next(iter(self.answers))


NO_YES = {"no": "no", "yes": "yes"}
FACTS = (
    Fact(
        "pages",
        "Where are the pages that call it?",
        {
            "own": "on its own site",
            "subdomain": "on another sub-domain of it",
            "foreign": "on another origin",
            "none": "there are none: no browser",
        },
    ),
    Fact("mobile", "Does a mobile app call it?", NO_YES),
    Fact("services", "Do services of others verify the credential?", NO_YES),
    Fact(
        "ban",
        "How soon must a ban count?",
        {"minutes": "within a quarter of an hour", "now": "at once", "hour": "an hour is soon enough"},
    ),
    Fact(
        "outage",
        "May people be locked out while a store is down?",
        {"either": "yes", "redis": "not while Redis is down", "database": "not while the database is down"},
    ),
    Fact("devices", "Are logins listed, and ended one by one?", NO_YES),
    Fact("keys", "Who holds signing keys?", {"us": "we do, and can replace them", "nobody": "nobody should have to"}),
    Fact(
        "copies",
        "What may a stolen copy of the credential be worth?",
        {"some": "something until it runs out or is ended", "nothing": "nothing"},
    ),
    Fact("library", "Which library do you have?", {"none": "none", **{each.name: each.title for each in LIBRARIES}}),
)


def case_of(given: Mapping[str, str]) -> dict[str, str]:
    return {fact.name: fact.answer(given) for fact in FACTS}
