"""Keys: made where there are none, rotated, retired, and never half-read."""

import json
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from joserfc import jwk

from jwt_auth import keys
from jwt_auth.algorithms import new_key

from .conftest import RSA_KEY
from .forging import bearer, code, header_of

OK = (HTTPStatus.OK, None)
INVALID = (HTTPStatus.UNAUTHORIZED, "invalid_token")


def rotate_key(**options: Any) -> str:
    """`manage.py rotate_signing_key`; the kid of the key that signs from now on."""
    call_command("rotate_signing_key", stdout=StringIO(), **options)
    return str(keys.current().signing.kid)


@pytest.fixture
def ask(http: Any) -> Any:
    return lambda token: code(http.get("/jwt/me", headers=bearer(token)))


def test_a_key_file_is_made_private(login: Any, key_file: Path) -> None:
    login("/jwt")

    assert key_file.stat().st_mode & 0o777 == 0o600
    (entry,) = json.loads(key_file.read_text())["keys"]
    assert (entry["kty"], entry["alg"], entry["use"]) == ("oct", "HS256", "sig")
    assert len(entry["k"]) == 43  # 32 bytes


def test_workers_that_start_together_make_one_key(key_file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for made in [pool.submit(keys.add_key) for _ in range(8)]:
            made.result(10)

    assert len(keys.read_jwks()) == 1


def test_what_an_older_key_signed_stays_good_until_it_is_retired(
    login: Any, ask: Any, refresh: Any, key_file: Path
) -> None:
    old, pair = login("/jwt")["accessToken"], login()

    kid = rotate_key()
    new = login("/jwt")["accessToken"]
    rotated = refresh(pair["refreshToken"])

    assert header_of(new)["kid"] == kid != header_of(old)["kid"]
    assert (ask(old), ask(new), code(rotated)) == (OK, OK, OK)
    assert header_of(rotated.json()["refreshToken"])["kid"] == kid
    assert key_file.stat().st_mode & 0o777 == 0o600

    kid = rotate_key(retire=True)

    assert [entry["kid"] for entry in keys.read_jwks()] == [kid]
    assert (ask(old), ask(new)) == (INVALID, INVALID)
    assert code(refresh(rotated.json()["refreshToken"])) == INVALID
    assert ask(login("/jwt")["accessToken"]) == OK


def test_retired_keys_are_no_longer_published(http: Any, settings: Any, key_file: Path) -> None:
    settings.JWT_ALGORITHM = "ES256"

    def published() -> list[str]:
        return [entry["kid"] for entry in http.get("/.well-known/jwks.json").json()["keys"]]

    first = published()
    second = rotate_key()
    assert published() == [*first, second]
    third = rotate_key(retire=True)
    assert published() == [third]


def test_another_algorithm_gets_a_key_beside_the_old_ones(login: Any, ask: Any, settings: Any, key_file: Path) -> None:
    old = login("/jwt")["accessToken"]
    settings.JWT_ALGORITHM = "EdDSA"
    new = login("/jwt")["accessToken"]

    assert (header_of(old)["alg"], header_of(new)["alg"]) == ("HS256", "EdDSA")
    assert (ask(old), ask(new)) == (OK, OK)


def test_a_file_that_changes_under_a_running_server_counts_at_once(login: Any, ask: Any, key_file: Path) -> None:
    """By replacement, as we write it, and in place, as an operator's editor may."""
    old = login("/jwt")["accessToken"]
    replacement = new_key("HS256")

    keys.write_jwks([replacement])
    assert ask(old) == INVALID
    new = login("/jwt")["accessToken"]
    assert header_of(new)["kid"] == replacement["kid"]

    key_file.write_text(json.dumps({"keys": [new_key("HS256"), new_key("HS256")]}))
    assert ask(new) == INVALID

    key_file.unlink()
    assert ask(login("/jwt")["accessToken"]) == OK


P384: Any = jwk.generate_key("EC", "P-384", {"alg": "HS256", "kid": "k"})
GARBAGE = {
    "empty": "",
    "half": json.dumps({"keys": [RSA_KEY]})[:700],
    "not JSON": "-----BEGIN PRIVATE KEY-----",
    "not UTF-8": "\udcff",
    "too deep": "[" * 100_000,
    "a list": "[]",
    "no keys": "{}",
    "keys are no list": '{"keys": 7}',
    "a key is a string": '{"keys": ["HS256"]}',
    "no kid": '{"keys": [{"kty": "oct", "k": "AAAA", "alg": "HS256"}]}',
    "no alg": '{"keys": [{"kty": "oct", "k": "AAAA", "kid": "k"}]}',
    "a kid that is none": '{"keys": [{"kty": "oct", "k": "AAAA", "kid": [], "alg": "HS256"}]}',
    "no key": '{"keys": [{"kty": "oct", "kid": "k", "alg": "HS256"}]}',
    "a kind unheard of": '{"keys": [{"kty": "zzz", "kid": "k", "alg": "HS256"}]}',
    "a kind that its algorithm lacks": json.dumps({"keys": [P384.as_dict(private=True)]}),
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE)
def test_a_file_that_holds_no_keys_is_a_503_and_a_clear_word(
    http: Any, login: Any, key_file: Path, caplog: Any, content: str
) -> None:
    """Never a 500, never a pass; and as soon as the file is whole again, the tokens of before are good."""
    token = login("/jwt")["accessToken"]
    whole = key_file.read_bytes()
    key_file.write_bytes(content.encode("utf-8", "surrogateescape"))

    for method, path in (("GET", "/jwt/me"), ("GET", "/jwt-refresh/me"), ("GET", "/.well-known/jwks.json")):
        found = http.request(method, path, headers=bearer(token))
        assert found.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert found.json() == {"detail": "The key set does not answer.", "code": "store_unavailable"}
        assert int(found.headers["Retry-After"]) > 0
    with pytest.raises(keys.KeyFileUnusable, match=str(key_file)) as fault:
        keys.current()
    assert "\n" not in str(fault.value)

    key_file.write_bytes(whole)
    assert code(http.get("/jwt/me", headers=bearer(token))) == OK


def test_a_public_half_can_sign_nothing(http: Any, settings: Any, key_file: Path) -> None:
    settings.JWT_ALGORITHM = "RS256"
    public: Any = jwk.import_key(RSA_KEY)
    key_file.write_text(json.dumps({"keys": [{**public.as_dict(private=False), "alg": "RS256"}]}))

    found = http.get("/.well-known/jwks.json")

    assert code(found) == (HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable")
