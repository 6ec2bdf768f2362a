"""For how long one stays signed in."""

from .question import Facts, question
from .stage import YEAR, Stage, move_clock, span

STRIDE = 0.9  # of the longest lifetime that the login named: a client that is used just often enough


@question("Re-login needed after expiry?", "staying")
def relogin_after_expiry(stage: Stage) -> Facts:
    """The client is left alone for as long as its login said, and a second; then it calls."""
    client = stage.sign_in(stage.account())
    lifetime = client.login_answer["expiresIn"]
    move_clock(client, lifetime + 1)
    status = client.send("GET", "me").status_code
    code = stage.last.code
    requests = len(stage.exchanges) - 1
    renewed = status == 200
    cell = (
        f"no: renewed by itself after {span(lifetime)}" if renewed else f"yes: {status} {code} after {span(lifetime)}"
    )
    return stage.facts(cell, lifetime=lifetime, status=status, code=code, requests=requests)


@question("In steady use, signed in for at most", "staying")
def steady_use(stage: Stage) -> Facts:
    client = stage.sign_in(stage.account())
    answer = client.login_answer
    stride = int(max(answer["expiresIn"], answer.get("refreshExpiresIn", 0)) * STRIDE)

    def accepted(seconds: int) -> bool:
        move_clock(client, seconds)
        return bool(client.send("GET", "me").status_code == 200)

    last, refused = 0, stride
    while refused < YEAR and accepted(refused):
        last, refused = refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if accepted(middle) else (last, middle)
    return stage.facts(span(refused), seconds=refused)
