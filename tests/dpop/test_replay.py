"""A proof counts once, for as long as it could be sent again; and a nonce that we gave counts for some minutes."""

import time
from typing import Any

import pytest
import time_machine
from django.test import override_settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from accounts.exceptions import InvalidProof
from jwt_auth.dpop.checks import proofs
from jwt_auth.proofs import nonces
from jwt_auth.proofs.proof import Proof
from jwt_auth.proofs.replay import refuse_replay


def seen(proof: Proof) -> bool:
    try:
        refuse_replay(proof)
    except InvalidProof as fault:
        assert fault.reason == "seen before"
        return True
    return False


def proof(thumbprint: str = "key", proof_id: str = "1", issued_at: float | None = None) -> Proof:
    return Proof(thumbprint, proof_id, time.time() if issued_at is None else issued_at, None)


def test_a_proof_counts_once() -> None:
    assert [seen(proof()) for _ in range(3)] == [False, True, True]
    assert not seen(proof(proof_id="2"))


def test_nobody_uses_up_the_proofs_of_another_key() -> None:
    assert not seen(proof("key", "1"))
    assert not seen(proof("other key", "1"))
    assert not seen(proof("key \ud800", "\0"))


@pytest.mark.parametrize(("age", "kept"), [(-60, 121), (0, 61), (59, 2), (60, 1)])
def test_it_is_remembered_until_its_time_has_passed(age: int, kept: int) -> None:
    """By a span of time, so that a clock of Redis that goes ahead lets nothing be sent again."""
    redis = get_redis_connection("default")
    with time_machine.travel(4_000_000_000, tick=False):
        seen(proof(issued_at=4_000_000_000 - age))

    (key,) = redis.keys("*dpop:*")

    assert kept - 1 <= redis.ttl(key) <= kept
    assert b"key" not in key


def test_a_store_that_does_not_answer_lets_nothing_through(monkeypatch: Any) -> None:
    def unreachable(*_: Any, **__: Any) -> None:
        raise RedisError("down")

    monkeypatch.setattr("redis.connection.AbstractConnection.send_command", unreachable)

    with pytest.raises(RedisError):
        refuse_replay(proof())


@pytest.mark.parametrize(("demo", "name"), [(True, "jwt_auth.W003"), (False, "jwt_auth.E010")])
def test_a_memory_that_each_worker_has_alone_is_named(settings: Any, demo: bool, name: str) -> None:
    assert proofs(None) == []
    settings.REDIS_IN_PROCESS, settings.DEMO = True, demo

    assert [message.id for message in proofs(None)] == [name]


def test_one_command_asks_and_remembers(monkeypatch: Any) -> None:
    sent: list[tuple[Any, ...]] = []
    refuse_replay(proof())
    from redis.connection import AbstractConnection

    original: Any = AbstractConnection.send_command
    monkeypatch.setattr(
        AbstractConnection,
        "send_command",
        lambda self, *command, **how: sent.append(command) or original(self, *command),
    )

    refuse_replay(proof(proof_id="2"))

    ((name, _, _, *options),) = sent
    assert (name, "NX" in options) == ("SET", True)


def test_a_nonce_counts_for_five_to_ten_minutes() -> None:
    with time_machine.travel(4_000_000_200, tick=False) as clock:
        given = nonces.nonce()
        lives = []
        for _ in range(4):
            lives.append(nonces.is_current(given))
            clock.shift(299)

    assert lives == [True, True, True, False]


def test_nobody_makes_a_nonce_but_who_has_the_secret() -> None:
    given = nonces.nonce()
    with override_settings(SECRET_KEY="another"):
        assert not nonces.is_current(given)
    assert [nonces.is_current(offered) for offered in (None, "", 7, [given], given + "A", "é", "\ud800")] == [False] * 7
    assert nonces.is_current(given)
