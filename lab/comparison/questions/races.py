"""An answer is lost, or two renew at once: who is out, and who holds what?"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from .clients import renew, secrets_of
from .question import Facts, question
from .stage import Stage

ROUNDS = 10


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
