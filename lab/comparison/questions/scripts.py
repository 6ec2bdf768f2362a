"""Script injected into the page, by what RFC 10017 §5.1 (BCP 212) says that it can do: four payloads, by carrier.

A script reads what the page's own client holds, but for cookies that are HttpOnly; and it can make the browser send
whatever the page could send.
"""

from typing import Any

from .clients import renew
from .question import Facts, question
from .spans import span
from .stage import Stage, move_clock
from .staying import seconds_in_steady_use
from .theft import beside_its_owner

NOTHING = "nothing leaves"
CLOSED = 120  # seconds after its login
READS = "nothing that can be read"
KEYLESS = "a new token, worth nothing without its key"


def taken(stage: Stage, client: Any) -> Any:
    """What a script of the page can carry away of this client, in other hands: the key of a bound token stays."""
    thief = stage.twin(client, keyed=False)
    for cookie in list(thief.http.cookies.jar):
        if cookie.has_nonstandard_attr("HttpOnly"):
            thief.http.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)
    return thief


def holds_refresh_token(thief: Any) -> bool:
    return bool(thief.renewable and thief.refresh_token)


def told(found: dict[str, Any]) -> str:
    return "; ".join(f"{carrier}: {facts['cell']}" for carrier, facts in found.items())


def without_cells(found: dict[str, Any]) -> dict[str, Any]:
    return {carrier: {k: v for k, v in facts.items() if k != "cell"} for carrier, facts in found.items()}


@question("XSS, single-execution token theft (RFC 10017 §5.1.1)", "browsers")
def single_execution_theft(stage: Stage) -> Facts:
    """It reads the tokens once and sends them away; the owner goes on. For how long is the thief in?"""
    account, found = stage.account(), {}
    for carrier in stage.column.carriers:
        owner = stage.sign_in(account, "owner", carrier)
        thief = taken(stage, owner)
        thief.renews = False
        seconds: int | None = stage.seconds_accepted(thief.credential())
        ended = False
        if seconds and holds_refresh_token(thief):
            beside = beside_its_owner(stage, owner, thief)
            ended, seconds = beside is not None, beside or seconds_in_steady_use(stage, thief)
        cell = span(seconds) + (", until rotation ends both" if ended else "") if seconds else NOTHING
        found[carrier] = {"cell": cell, "seconds": seconds, "ended_by_rotation": ended}
    return stage.facts(told(found), **without_cells(found))


@question("XSS, persistent token theft (RFC 10017 §5.1.2)", "browsers")
def persistent_theft(stage: Stage) -> Facts:
    """It stays, and takes each new token; when the page is closed, its owner uses the last one no more."""
    account, found = stage.account(), {}
    for carrier in stage.column.carriers:
        owner = stage.sign_in(account, "owner", carrier)
        for moment in (60, CLOSED):  # the page renews, and the script takes what came
            move_clock(stage, owner, moment)
            renew(owner)
        thief = taken(stage, owner)
        seconds: int | None = stage.seconds_accepted(thief.credential())
        beats = bool(seconds) and holds_refresh_token(thief)
        if beats:
            seconds = seconds_in_steady_use(stage, thief)
        seconds = max(0, (seconds or 0) - CLOSED)
        ending = ": it defeats rotation" if beats else " after the page is closed"
        cell = span(seconds) + ending if seconds else NOTHING
        found[carrier] = {"cell": cell, "seconds": seconds, "defeats_rotation": beats}
    return stage.facts(told(found), **without_cells(found))


@question("XSS, new tokens acquired and extracted (RFC 10017 §5.1.3)", "browsers")
def acquisition(stage: Stage) -> Facts:
    """It has the browser ask for new tokens, with the cookies that it can't read, and looks for them in the answer."""
    account, found = stage.account(), {}
    for carrier in stage.column.carriers:
        page = stage.sign_in(account, "injected script", carrier)
        answer = renew(page)
        if answer is None:
            found[carrier] = {"cell": "nothing to ask for", "renewal": None, "seconds": 0}
            continue
        seconds = stage.seconds_accepted(taken(stage, page).credential())
        nothing = f"{answer.status_code}, {KEYLESS if page.http.auth else READS}"
        cell = f"a new token, {span(seconds)} each time" if seconds else nothing
        found[carrier] = {"cell": cell, "renewal": answer.status_code, "seconds": seconds}
    return stage.facts(told(found), **without_cells(found))


@question("XSS, requests sent by the user's browser (RFC 10017 §5.1.4)", "browsers")
def proxied_requests(stage: Stage) -> Facts:
    """It calls PATCH profile from the page, as the page would."""
    account, found = stage.account(), {}
    for carrier in stage.column.carriers:
        page = stage.sign_in(account, "injected script", carrier)
        found[carrier] = page.send("PATCH", "profile", {"displayName": "Mallory"}).status_code
    cell = "; ".join(f"{carrier}: {status}" for carrier, status in found.items())
    return stage.facts(cell, **found)
