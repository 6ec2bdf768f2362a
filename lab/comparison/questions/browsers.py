"""What a browser does by itself, what its scripts can read, and what other clients have to do."""

from typing import Any

import httpx

from .clients import words_in
from .exchanges import SECRET
from .question import Facts, question
from .stage import Stage

FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}


@question("A forged request from a foreign page (CSRF)", "browsers")
def csrf(stage: Stage) -> Facts:
    """PATCH profile with every cookie that the victim's browser holds, as if SameSite stopped none; by carrier."""
    account = stage.account()
    found: dict[str, Any] = {}
    for carrier in stage.column.carriers:
        victim = stage.sign_in(account, "victim", carrier)
        forger = stage.twin(victim, "foreign page", keyed=False)
        forger.http.headers.update(FOREIGN)
        forger.http.patch(stage.path("profile"), json={"displayName": "Mallory"})
        found[carrier] = f"{stage.last.status} {stage.last.code}".strip()
    cell = "; ".join(f"{carrier}: {answer}" for carrier, answer in found.items())
    return stage.facts(cell, **found)


def credentials_in(answer: httpx.Response) -> tuple[list[str], list[str]]:
    """(what a script of the page can read, what it can't) of a login's answer: long random words in the JSON, and the
    cookies but for the CSRF token's, which is there to be read."""
    readable = list(words_in(answer.json())) if "json" in answer.headers.get("content-type", "") else []
    hidden: list[str] = []
    for line in answer.headers.get_list("set-cookie"):
        name, _, value = line.partition(";")[0].partition("=")
        if SECRET.search(value) and not name.endswith("csrftoken"):
            attributes = [part.strip().lower() for part in line.split(";")]
            (hidden if "httponly" in attributes else readable).append(name)
    return readable, hidden


@question("Readable by a script of the page (XSS)", "browsers")
def script_readable(stage: Stage) -> Facts:
    account = stage.account()
    found: dict[str, Any] = {}
    for carrier in stage.column.carriers:
        readable, hidden = credentials_in(stage.sign_in(account, carrier=carrier).login_answer)
        found[carrier] = {"readable": readable, "hidden": hidden}
    cell = "; ".join(f"{carrier}: {' and '.join(seen['readable']) or 'nothing'}" for carrier, seen in found.items())
    return stage.facts(cell, **found)


@question("A page of another site", "browsers")
def cross_site(stage: Stage) -> Facts:
    """It signs its visitor in (login CSRF), and asks whether it may send a credential itself (CORS preflight)."""
    account = stage.account()
    page = stage.client("foreign page")
    page.http.headers.update(FOREIGN)
    login = page.login(account["email"], account["password"]).status_code
    code, proof = stage.last.code, stage.last.number
    asks = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization"}
    allowed = page.http.options(stage.path("me"), headers=asks).headers.get("access-control-allow-origin")
    cell = f"login {login} {code}".strip() + f"; calls {'allowed' if allowed else 'not allowed'} by CORS"
    return stage.facts(cell, proof, login=login, code=code, cors=allowed)


@question("A client that is no browser, with nothing but its credential", "browsers")
def not_a_browser(stage: Stage) -> Facts:
    """It keeps no cookies and knows no CSRF token: what do a safe and an unsafe call say?"""
    client = stage.sign_in(stage.account())
    credential = client.credential()
    safe = stage.present(credential, key=client.http.auth)
    with stage.caller("phone") as phone:
        phone.auth = client.http.auth
        phone.patch(stage.path("profile"), json={"displayName": "Alice"}, headers=credential)
    cell = f"GET {safe}, PATCH {stage.last.status} {stage.last.code}".strip()
    return stage.facts(cell, header=next(iter(credential)), safe=safe, unsafe=stage.last.status, code=stage.last.code)
