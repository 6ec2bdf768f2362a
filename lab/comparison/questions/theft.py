"""Somebody has a copy."""

from .clients import lifetimes, secrets_of, tracked
from .question import Facts, question
from .spans import YEAR, span
from .stage import Stage
from .staying import STRIDE


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
