"""Somebody has a copy."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from .question import Facts, question
from .stage import YEAR, Stage, renew, renewable, span
from .staying import STRIDE

ROUNDS = 10


@question("Stolen credential, nobody notices: the thief is in for", "theft")
def stolen_credential(stage: Stage) -> Facts:
    """The headers alone, from elsewhere, used as often as it takes to keep them alive; never renewed."""
    account = stage.account()
    client = stage.sign_in(account)
    credential, stride = client.credential(), int(client.login_answer["expiresIn"] * STRIDE)
    first = stage.present(credential)
    proof = stage.last.number
    last, refused = 0, stride
    while refused < YEAR and stage.present(credential, seconds=refused) == 200:
        last, refused = refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if stage.present(credential, seconds=middle) == 200 else (last, middle)
    tracked = client.send("GET", "logins").json()["tracked"]
    cell = f"{span(refused)}; logins are {'listed' if tracked else 'not listed'}"
    return stage.facts(cell, proof, status=first, seconds=refused, tracked=tracked)


@question("A used refresh token, replayed", "theft")
def replayed_refresh_token(stage: Stage) -> Facts:
    """A thief copies everything; the owner renews twice; the thief renews; the owner goes on."""
    owner = stage.sign_in(stage.account(), "owner")
    thief = stage.twin(owner)
    if not renewable(owner):
        owner.send("GET", "me")
        return stage.facts("there is none to replay", renewable=False)
    for _ in range(2):
        owner.refresh()
    replay = thief.refresh().status_code
    code, proof = stage.last.code, stage.last.number
    me, renewal = owner.send("GET", "me").status_code, owner.refresh().status_code
    cell = f"{replay} {code}; the owner's next renewal: {renewal}"
    return stage.facts(cell, proof, renewable=True, replay=replay, code=code, owner_me=me, owner_renewal=renewal)


@question("Two tabs renew at once", "theft")
def two_tabs(stage: Stage) -> Facts:
    """Both hold the same credential and use it in the same moment, ten times: to renew, or else for `me`."""
    tab = stage.sign_in(stage.account(), "tab 1")
    other = stage.twin(tab, "tab 2")
    refused = 0
    start = Barrier(2, timeout=10)

    def together(client: object) -> int:
        start.wait()
        answer = renew(client) or client.send("GET", "me")  # type: ignore[attr-defined]
        return int(answer.status_code)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            refused += sum(status != 200 for status in pool.map(together, (tab, other)))
    proof = stage.last.number
    still = [client.send("GET", "me").status_code for client in (tab, other)]
    cell = "nobody is signed out" if refused == 0 and still == [200, 200] else f"{refused} refused, then {still}"
    return stage.facts(cell, proof, rounds=ROUNDS, refused=refused, still=still)
