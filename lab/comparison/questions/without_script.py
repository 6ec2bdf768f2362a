"""What a browser sends by itself: an image, a socket, a link. No script adds a header there; which cookies travel, and
by whose pages, a Chromium was asked beforehand (`without_script.json`, written by the tests of the deployments, which
have a browser). Here a mode's own cookies are cut to those that would travel, and presented."""

import json
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any

from .question import Facts, question
from .stage import Stage

RECORD: dict[str, Any] = json.loads((Path(__file__).parent.parent / "without_script.json").read_text())
NOTE = (
    "Whose pages make a browser send the credential along, where no script adds a header? Which cookies travel was"
    f" measured in {RECORD['browser']} on {RECORD['when']}, from a page of the API's own origin and from one of another"
    " site; what travels of this mode's is presented here, and opens a call or doesn't."
)
PAGES = ("own", "other")
WORDS = {(True, True): "any site's pages", (True, False): "own pages alone", (False, False): "nobody's"}


def travels(cookie: Cookie, way: dict[str, str], page: str) -> bool:
    """Raises: LookupError for a SameSite that was not measured."""
    value = cookie.get_nonstandard_attr("SameSite") or "unset"
    if value not in way:
        raise LookupError(f"a cookie with SameSite {value} was not measured")
    return way[value] in ("any", page)


def opens(stage: Stage, client: Any, way: dict[str, str], page: str) -> bool:
    """Whether what a page of this kind has sent along opens `me`."""
    names = {cookie.name: cookie.value for cookie in client.http.cookies.jar if travels(cookie, way, page)}
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in names.items())} if names else {}
    with stage.caller(f"{way['title']}, {page} page") as http:
        return http.get(stage.path("me"), headers=sent).status_code == 200


def whose(stage: Stage, way: dict[str, str]) -> Facts:
    account = stage.account()
    found: dict[str, Any] = {}
    for carrier in stage.column.carriers:
        client = stage.sign_in(account, "owner", carrier)
        own, other = (opens(stage, client, way, page) for page in PAGES)
        found[carrier] = {"own": own, "other": other}
    cell = "; ".join(f"{carrier}: {WORDS[seen['own'], seen['other']]}" for carrier, seen in found.items())
    return stage.facts(cell, **found)


def enter(name: str, way: dict[str, str]) -> None:
    def ask(stage: Stage) -> Facts:
        return whose(stage, way)

    ask.__name__ = f"without_script_{name}"
    question(f"Without script: {way['title']}", "without script", note=NOTE)(ask)


for name, way in RECORD["ways"].items():
    enter(name, way)
