"""Somebody has a copy."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from .clients import lifetimes, renew, secrets_of, tracked
from .question import Facts, question
from .spans import YEAR, span
from .stage import Stage
from .staying import STRIDE

ROUNDS = 10


@question("Stolen credential, nobody notices: the thief is in for", "theft")
def stolen_credential(stage: Stage) -> Facts:
    """The headers alone, from elsewhere, used as often as it takes to keep them alive; never renewed."""
    account = stage.account()
    client = stage.sign_in(account)
    credential, stride = client.credential(), min(int(lifetimes(client)[0] * STRIDE), YEAR)
    first = stage.present(credential)
    proof = stage.last.number
    last, refused = 0, stride
    while refused < YEAR and stage.present(credential, seconds=refused) == 200:
        last, refused = refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if stage.present(credential, seconds=middle) == 200 else (last, middle)
    listed = tracked(client)
    cell = f"{span(refused)}; logins are {'listed' if listed else 'not listed'}"
    return stage.facts(cell, proof, status=first, seconds=refused, tracked=listed)


@question("Raw tokens at rest", "theft")
def raw_tokens_at_rest(stage: Stage) -> Facts:
    """Somebody reads the database and Redis, a backup say: what that this login gave stands there as it is sent?"""
    client = stage.sign_in(stage.account())
    proof = stage.last.number
    places = stage.operator("at_rest", texts=secrets_of(client))["places"]
    kept = {name: where for name, where in places.items() if where}
    cell = "; ".join(f"{name} in {' and '.join(where)}" for name, where in kept.items()) or "none"
    return stage.facts(cell, proof, places=kept)


@question("A used refresh token, replayed", "theft")
def replayed_refresh_token(stage: Stage) -> Facts:
    """A thief copies everything; the owner renews twice; the thief renews; the owner goes on."""
    owner = stage.sign_in(stage.account(), "owner")
    thief = stage.twin(owner)
    if not owner.renewable:
        owner.send("GET", "me")
        return stage.facts("there is none to replay", renewable=False)
    for _ in range(2):
        owner.refresh()
    replay = thief.refresh().status_code
    code, proof = stage.last.code, stage.last.number
    me, renewal = owner.send("GET", "me").status_code, owner.refresh().status_code
    cell = f"{replay} {code}".strip() + f"; the owner's next renewal: {renewal}"
    return stage.facts(cell, proof, renewable=True, replay=replay, code=code, owner_me=me, owner_renewal=renewal)


@question("The answer to a renewal is lost", "theft")
def lost_answer(stage: Stage) -> Facts:
    """A train in a tunnel: the server renewed, the client never heard of it, and renews again with what it holds."""
    client = stage.sign_in(stage.account())
    if not client.renewable:
        client.send("GET", "me")
        return stage.facts("there is none to lose", renewable=False)
    stage.twin(client, "client, not heard").refresh()
    again = client.refresh().status_code
    proof = stage.last.number
    later = client.refresh().status_code if again == 200 else None
    cell = f"{again}: " + ("the same login goes on" if later == 200 else "signed out")
    return stage.facts(cell, proof, renewable=True, again=again, later=later)


@question("Two tabs renew at once", "theft")
def two_tabs(stage: Stage) -> Facts:
    """Both hold the same credential and use it in the same moment, ten times: to renew, or else for `me`."""
    tab = stage.sign_in(stage.account(), "tab 1")
    other = stage.twin(tab, "tab 2")
    refused = 0
    start = Barrier(2, timeout=10)

    def together(client: Any) -> int:
        start.wait()
        answer = renew(client) or client.send("GET", "me")
        return int(answer.status_code)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            refused += sum(status != 200 for status in pool.map(together, (tab, other)))
    proof = stage.last.number
    still = [client.send("GET", "me").status_code for client in (tab, other)]
    cell = "nobody is signed out" if refused == 0 and still == [200, 200] else f"{refused} refused, then {still}"
    return stage.facts(cell, proof, rounds=ROUNDS, refused=refused, still=still)


def renewal_of(client: Any) -> str | None:
    """The refresh token that this client holds now, in its memory or in a cookie."""
    held = secrets_of(client)
    return held.get("refresh token") or held.get("refresh")


@question("One refresh token, used twice in the same moment", "theft")
def refresh_race(stage: Stage) -> Facts:
    """Two tabs of a fresh login renew at once, ten times, on connections of their own; then each renews again."""
    account, start = stage.account(), Barrier(2, timeout=10)
    both = forked = out = 0
    proof = 1

    def together(client: Any) -> bool:
        start.wait()
        return bool(client.refresh().is_success)

    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            tab = stage.sign_in(account, "tab 1")
            if not tab.renewable:
                return stage.facts("there is none to race for", renewable=False)
            other = stage.twin(tab, "tab 2")
            for client in (tab, other):
                client.send("GET", "me")  # opens its connection
            if all(pool.map(together, (tab, other))):
                both, proof = both + 1, stage.last.number
                forked += renewal_of(tab) != renewal_of(other)
            out += sum(client.refresh().is_error for client in (tab, other))
    cell = f"both renew in {both} of {ROUNDS}" + (f", to different tokens in {forked}" if forked else "")
    return stage.facts(f"{cell}; then {out} of {2 * ROUNDS} tabs are out", proof, both=both, forked=forked, out=out)
