"""What our tokens look like, to the letter of the contract, under each algorithm."""

import json
from typing import Any
from unittest.mock import ANY

import pytest
import time_machine
from joserfc import jwk, jws

from jwt_auth import keys
from jwt_auth.algorithms import GENERATORS, REGISTRIES

from .conftest import RSA_KEY
from .forging import bearer, claims_of, header_of

NOON = 1_795_435_200  # 2026-11-23T12:00:00Z


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def header(typ: str, alg: str = "HS256") -> dict[str, str]:
    return {"alg": alg, "typ": typ, "kid": keys.current().signing.kid}


def test_the_access_token_of_jwt(login: Any, accounts: Any) -> None:
    answer = login("/jwt")

    assert answer == {
        "user": {"id": accounts["alice"].id, "email": "alice@example.com", "role": "user"},
        "accessToken": ANY, "tokenType": "Bearer", "expiresIn": 3600,
    }  # fmt: skip
    assert header_of(answer["accessToken"]) == header("at+jwt")
    assert claims_of(answer["accessToken"]) == {
        "iss": "authdemo", "aud": "authdemo/jwt", "sub": str(accounts["alice"].id), "email": "alice@example.com",
        "role": "user", "client_id": "authdemo", "iat": NOON, "exp": NOON + 3600, "jti": ANY,
    }  # fmt: skip


def test_the_tokens_of_jwt_refresh(login: Any, accounts: Any) -> None:
    answer = login("/jwt-refresh", "admin")
    access, refresh = answer["accessToken"], answer["refreshToken"]
    shared = {"iss": "authdemo", "sub": str(accounts["admin"].id), "iat": NOON, "jti": ANY, "sid": ANY}

    assert answer == {
        "user": {"id": accounts["admin"].id, "email": "admin@example.com", "role": "admin"},
        "accessToken": ANY, "tokenType": "Bearer", "expiresIn": 900, "refreshToken": ANY, "refreshExpiresIn": 604_800,
    }  # fmt: skip
    assert header_of(access) == header("at+jwt")
    assert header_of(refresh) == header("rt+jwt")
    assert claims_of(access) == {
        **shared, "aud": "authdemo/jwt-refresh", "email": "admin@example.com", "role": "admin", "exp": NOON + 900,
        "client_id": "authdemo",
    }  # fmt: skip
    assert claims_of(refresh) == {**shared, "aud": "authdemo/refresh-token", "gen": 0, "exp": NOON + 604_800}
    assert claims_of(access)["sid"] == claims_of(refresh)["sid"]
    assert claims_of(access)["jti"] != claims_of(refresh)["jti"]


def test_no_two_tokens_have_one_jti(login: Any, refresh: Any) -> None:
    tokens = [login("/jwt")["accessToken"] for _ in range(2)]
    for _ in range(2):
        pair = login()
        tokens += [pair["accessToken"], pair["refreshToken"]]
    pair = refresh(pair["refreshToken"]).json()
    tokens += [pair["accessToken"], pair["refreshToken"]]

    assert all(isinstance(claims_of(token)["jti"], str) for token in tokens)
    assert len({claims_of(token)["jti"] for token in tokens}) == 8


@pytest.mark.parametrize("algorithm", GENERATORS)
def test_every_algorithm_end_to_end(
    http: Any, login: Any, refresh: Any, settings: Any, key_file: Any, algorithm: str
) -> None:
    """Sign in, ask, rotate; and anybody verifies with the published key alone, where there is a public half."""
    settings.JWT_ALGORITHM = algorithm
    if algorithm == "RS256":
        keys.write_jwks([RSA_KEY])

    bare, pair = login("/jwt")["accessToken"], login()
    rotated = refresh(pair["refreshToken"]).json()
    published = http.get("/.well-known/jwks.json")

    for prefix, token in (
        ("/jwt", bare),
        ("/jwt-refresh", pair["accessToken"]),
        ("/jwt-refresh", rotated["accessToken"]),
    ):
        assert header_of(token) == header("at+jwt", algorithm)
        assert http.get(f"{prefix}/me", headers=bearer(token)).json()["email"] == "alice@example.com"
    assert published.status_code == 200
    if GENERATORS[algorithm][0] == "oct":
        assert published.json() == {"keys": []}
        return
    (entry,) = published.json()["keys"]
    assert (entry["alg"], entry["use"], entry["kid"]) == (algorithm, "sig", header_of(bare)["kid"])
    assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(entry)
    public: Any = jwk.import_key(entry)
    by_hand = jws.extract_compact(bare.encode())
    assert jws.validate_compact(by_hand, public, registry=REGISTRIES[algorithm])
    assert json.loads(by_hand.payload) == claims_of(bare)
