"""The verifier of every endpoint, its keys swapped, against Project Wycheproof's vectors for our algorithms.

Four vectors are themselves faulty. 367 and 370 are called invalid and are, byte for byte, the valid 357. 372 and 373
are called valid and hold a `?`, which base64url lacks (RFC 4648 §5).
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk

from accounts.exceptions import InvalidToken
from jwt_auth.signatures import verify_signature

ALGORITHMS = ("HS256", "RS256", "ES256")
SAME_AS_357 = {367, 370}
OUTSIDE_BASE64URL = {372, 373}
# Keys that name no algorithm are meant for encryption. Here they name the right one, so that their use is what refuses.
ALGORITHM_OF = {"RSA": "RS256", "EC": "ES256"}

GROUPS = json.loads((Path(__file__).parent / "json_web_signature_test.json").read_text())["testGroups"]
VECTORS: list[tuple[dict[str, Any], dict[str, Any]]] = []
for group in GROUPS:
    key = group.get("public") or group["private"]
    key = {"alg": ALGORITHM_OF.get(key["kty"]), **key}
    if key["alg"] in ALGORITHMS:
        VECTORS += [(key, vector) for vector in group["tests"] if vector["tcId"] not in SAME_AS_357]


def verdict(key: dict[str, Any], token: Any) -> str:
    imported = jwk.import_key(key)
    try:
        verify_signature(token if isinstance(token, str) else json.dumps(token), {key["kid"]: imported}, imported)
    except InvalidToken:
        return "invalid"
    return "valid"


@pytest.mark.parametrize(("key", "vector"), [pytest.param(k, v, id=f"{k['alg']}-{v['tcId']}") for k, v in VECTORS])
def test_the_verifier_agrees_with_the_vector(key: dict[str, Any], vector: dict[str, Any]) -> None:
    expected = "invalid" if vector["tcId"] in OUTSIDE_BASE64URL else vector["result"]

    assert verdict(key, vector["jws"]) == expected


def test_no_vector_is_missing() -> None:
    """A file cut short, or a renamed key, would let the test above pass on nothing."""
    found = Counter((key["alg"], vector["result"]) for key, vector in VECTORS)

    assert found == {
        ("HS256", "valid"): 10, ("HS256", "invalid"): 28,
        ("RS256", "valid"): 8, ("RS256", "invalid"): 227,
        ("ES256", "valid"): 2, ("ES256", "invalid"): 39,
    }  # fmt: skip


def test_the_four_faulty_vectors_are_as_described() -> None:
    by_id = {vector["tcId"]: vector for group in GROUPS for vector in group["tests"]}

    assert {by_id[number]["jws"] for number in SAME_AS_357} == {by_id[357]["jws"]}
    assert [(by_id[n]["result"], "?" in by_id[n]["jws"]) for n in sorted(OUTSIDE_BASE64URL)] == [("valid", True)] * 2


def test_a_key_meant_for_something_else_verifies_nothing() -> None:
    """353 to 356 are properly signed by keys whose `use` or `key_ops` is encryption; plain PyJWT takes them."""
    refused = {v["tcId"]: verdict(k, v["jws"]) for k, v in VECTORS if 353 <= v["tcId"] <= 356}
    freed = {
        v["tcId"]: verdict({name: value for name, value in k.items() if name not in ("use", "key_ops")}, v["jws"])
        for k, v in VECTORS
        if 353 <= v["tcId"] <= 356
    }

    assert refused == dict.fromkeys((353, 354, 355, 356), "invalid")
    assert freed == dict.fromkeys((353, 354, 355, 356), "valid")
