"""Somebody has a copy."""

from typing import Any

from .clients import lifetimes, secrets_of, tracked
from .question import Facts, question
from .spans import YEAR, span
from .stage import Stage, move_clock
from .staying import STRIDE, seconds_in_steady_use


def beside_its_owner(stage: Stage, owner: Any, thief: Any) -> int | None:
    """For how long a thief with a refresh token is in while its owner goes on as before: the thief renews first, the
    owner next, and both hold what one of them may use. None where nobody notices."""
    lifetime = lifetimes(owner)[0]
    move_clock(stage, thief, int(lifetime * STRIDE))
    thief.refresh()
    taken = thief.credential()
    move_clock(stage, owner, lifetime + 1)
    owner.send("GET", "me")
    move_clock(stage, thief, lifetime + 61)
    return None if thief.refresh().is_success else stage.seconds_accepted(taken)


def alone(stage: Stage, client: Any) -> int:
    """For how long the headers alone count, used as often as it takes to keep them alive; never renewed."""
    credential, stride = client.credential(), min(int(lifetimes(client)[0] * STRIDE), YEAR)
    last, refused, before = 0, stride, len(stage.exchanges)
    while refused < YEAR and stage.present(credential, seconds=refused) == 200:
        last, refused = refused, refused + stride
    while refused - last > 60:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if stage.present(credential, seconds=middle) == 200 else (last, middle)
    stage.forget(before)
    return refused


@question("Everything stolen, refresh token too: the thief is in for", "theft")
def stolen_credential(stage: Stage) -> Facts:
    """From elsewhere, used and renewed as often as it takes; while the owner is away, and while the owner goes on."""
    account = stage.account()
    owner = stage.sign_in(account)
    status, proof = stage.present(owner.credential()), stage.last.number
    seconds = alone(stage, owner) if status == 200 else 0
    away, active = seconds, seconds
    if owner.renewable and seconds:
        away = seconds_in_steady_use(stage, stage.twin(owner, keyed=False))
        other = stage.sign_in(account, "owner, active")
        beside = beside_its_owner(stage, other, stage.twin(other, keyed=False))
        proof, active = stage.last.number, away if beside is None else beside
    listed = tracked(stage.sign_in(account))
    spans = [span(away)] if away == active else [f"{span(away)} while its owner is away", f"{span(active)} beside one"]
    cell = f"{', '.join(spans)}; logins are {'listed' if listed else 'not listed'}"
    return stage.facts(cell, proof, status=status, seconds=seconds, away=away, active=active, tracked=listed)


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
    thief = stage.twin(owner, keyed=False)
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
