"""For how long one stays signed in."""

from typing import Any

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


def seconds_in_steady_use(stage: Stage, client: Any) -> int:
    """For how long this client stays signed in when it calls just often enough, and renews where it can; YEAR is for
    ever. The client itself is left as it was."""
    stride, before = min(int(max(lifetimes(client)) * STRIDE), YEAR), len(stage.exchanges)

    def accepted(client: Any, seconds: int) -> Any:
        """The client after a call at that time; None where it was refused, which takes a cookie away from it."""
        later = stage.twin(client, "client")
        move_clock(stage, later, seconds)
        return later if later.send("GET", "me").status_code == 200 else None

    last, refused = 0, stride
    while refused < YEAR and (later := accepted(client, refused)):
        client, last, refused = later, refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        if later := accepted(client, middle):
            client, last = later, middle
        else:
            refused = middle
    stage.forget(before)
    return refused


@question("In steady use, signed in for at most", "staying")
def steady_use(stage: Stage) -> Facts:
    seconds = seconds_in_steady_use(stage, stage.sign_in(stage.account()))
    return stage.facts(span(seconds), seconds=seconds)
