"""For how long one stays signed in."""

from .clients import lifetimes
from .question import Facts, question
from .spans import YEAR, span
from .stage import Stage, move_clock

STRIDE = 0.9  # of the longest lifetime that the login named: a client that is used just often enough


@question("Re-login needed after expiry?", "staying")
def relogin_after_expiry(stage: Stage) -> Facts:
    """The client is left alone for as long as its login said, and a second; then it calls."""
    client = stage.sign_in(stage.account())
    lifetime = lifetimes(client)[0]
    move_clock(stage, client, min(lifetime + 1, YEAR))
    status = client.send("GET", "me").status_code
    code = stage.last.code
    requests = len(stage.exchanges) - 1
    if status != 200:
        cell = f"yes: {status} {code}".strip() + f" after {span(lifetime)}"
    else:
        cell = f"no: renewed by itself after {span(lifetime)}" if lifetime < YEAR else "no: it never expires"
    return stage.facts(cell, lifetime=lifetime, status=status, code=code, requests=requests)


@question("In steady use, signed in for at most", "staying")
def steady_use(stage: Stage) -> Facts:
    client = stage.sign_in(stage.account())
    stride = min(int(max(lifetimes(client)) * STRIDE), YEAR)

    def accepted(seconds: int) -> bool:
        move_clock(stage, client, seconds)
        return bool(client.send("GET", "me").status_code == 200)

    last, refused = 0, stride
    while refused < YEAR and accepted(refused):
        last, refused = refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if accepted(middle) else (last, middle)
    return stage.facts(span(refused), seconds=refused)
