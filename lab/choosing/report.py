"""docs/choosing.md: cases that many have, each with what `/choose` says to it, and the rules behind."""

from urllib.parse import urlencode

from .advice import Option, Sentence, advise
from .facts import FACTS, case_of
from .measured import measured
from .rules import RULES

CASES: dict[str, dict[str, str]] = {
    "Pages of its own site, and nothing else": {},
    "A single-page app on another origin, and a mobile app": {"pages": "foreign", "mobile": "yes"},
    "A mobile app alone, and bans that count at once": {"pages": "none", "mobile": "yes", "ban": "now"},
    "Services of others verify the credential": {"services": "yes"},
    "Logins are listed and ended, on its own site": {"devices": "yes"},
    "Services of others, and logins that are listed": {"services": "yes", "devices": "yes"},
    "People work on while the database is down": {"outage": "database", "ban": "hour"},
    "A copied token must be worth nothing": {"pages": "foreign", "copies": "nothing"},
    "SimpleJWT today, on its own site": {"library": "simplejwt"},
    "DRF's tokens today, with a mobile app": {"mobile": "yes", "library": "drf-token"},
    "knox today, bans at once": {"pages": "foreign", "ban": "now", "library": "knox"},
}


def said(sentence: Sentence) -> str:
    cell = f"[{sentence.cell}](libraries.html#{sentence.pointer})".replace("|", "\\|")
    return f"{sentence.before}{cell}{sentence.after}"


def lines_of(option: Option) -> list[str]:
    return [f"- {said(sentence)}" for sentence in (*option.good, *option.bad)]


def markdown() -> str:
    lines = [
        "# Which one for you\n",
        f"Made with [libraries.md](libraries.md) from the run of {measured()['when']}. Don't edit it; run"
        " `manage.py compare --with all --docs docs`. Every sentence rests on a measured cell, and links to the"
        " exchange that proves it. Your own case: `/choose` in the lab, where the answers stand in the address."
        " How soon a ban counts for a self-contained token can be turned: [the dial](dial.md).\n",
        "Nine facts decide:\n",
        *(f"- **{fact.asks}** {', '.join(fact.answers.values())}." for fact in FACTS),
    ]
    for title, given in CASES.items():
        case = case_of(given)
        advice = advise(case)
        first = f"Use **{advice.first.title}**." if advice.first else "Nothing here fits all of it."
        lines += [f"\n## {title}\n", f"{first} (`/choose?{urlencode(given)}`)\n"]
        lines += lines_of(advice.first) if advice.first else []
        for other in advice.others:
            against = " ".join(said(sentence) for sentence in other.bad)
            lines.append(f"- *Not {other.title}:* {against or 'less speaks for it than for the first.'}")
        for yours in advice.yours:
            lines += [f"\n*{yours.title}*, by the same rules:\n", *lines_of(yours)]
    lines += ["\n## The rules\n", "| when | is asked | for | against |", "| --- | --- | --- | --- |"]
    asks = {fact.name: fact for fact in FACTS}
    titles = {name: row["title"] for name, row in measured()["rows"].items()}
    for rule in RULES:
        when = "always"
        if rule.when:
            name, values = rule.when
            when = f"{asks[name].asks} {' / '.join(asks[name].answers[value] for value in values)}"
        words = (text.replace("{}", "…") for text in (rule.good, rule.bad))
        lines.append(f"| {when} | {titles[rule.question]} | {' | '.join(words)} |")
    return "\n".join(lines) + "\n"
