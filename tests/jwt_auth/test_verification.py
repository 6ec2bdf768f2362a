"""What a verifier refuses, properly signed or not; and what it ignores. RFC 7515 §5.2, RFC 8725 §3, RFC 9068 §4."""

import hmac
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest
import time_machine
from joserfc import jwk

from jwt_auth import keys
from jwt_auth.algorithms import new_key

from .conftest import RSA_KEY
from .forging import ABSENT, bearer, claims_of, code, each, encode, forged, header_of, signed

PREFIXES = ("/jwt", "/jwt-refresh")
INVALID = (HTTPStatus.UNAUTHORIZED, "invalid_token")
FAR = 9_999_999_999

CLAIMS: list[dict[str, Any]] = [
    *({name: ABSENT} for name in ("iss", "aud", "sub", "exp", "iat", "jti", "email", "role")),
    *({name: None} for name in ("iss", "aud", "sub", "exp", "iat", "jti", "email", "role")),
    *each("exp", True, False, FAR + 0.5, float(FAR), str(FAR), [FAR], {}, 1e400),
    *each("iat", True, 1.0, "1", []),
    *each("sub", 42, "", "alice", "-1", "1.0", "²", "1" * 19, ["1"], True),
    *each("jti", 7, [], {}),
    *each("iss", "elsewhere", ["authdemo"], ""),
    *each("aud", "authdemo", "", [], ["authdemo/jwt", "authdemo/other"], {}),
    *each("email", 7, []),
    *each("role", 7, ["admin"]),
]
HEADERS: list[dict[str, Any]] = [
    *each("typ", ABSENT, None, "JWT", "rt+jwt", "", ["at+jwt"], 1),
    *each("kid", ABSENT, None, "nobody's", "", 7, [], {}, "../../dev/null", "' OR 1=1 --"),
    *each("alg", ABSENT, None, "none", "None", "NONE", "", "HS384", "HS512", "RS256", [], ["HS256"], 1),
    *each("crit", ["exp"], ["b64"], [], None, "exp", {}),
    {"crit": ["b64"], "b64": False},
]


@pytest.fixture(params=PREFIXES)
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def token(login: Any, prefix: str) -> str:
    """A good token of this prefix."""
    return str(login(prefix)["accessToken"])


@pytest.fixture
def ask(http: httpx.Client, prefix: str) -> Callable[[str], tuple[int, str | None]]:
    return lambda token: code(http.get(f"{prefix}/me", headers=bearer(token)))


def test_what_is_forged_with_no_change_is_good(ask: Any, token: str) -> None:
    """Else the refusals below would prove nothing."""
    assert ask(forged(token)) == (HTTPStatus.OK, None)


def test_claims_of_another_shape_are_invalid(ask: Any, token: str) -> None:
    answers = {str(changes): ask(forged(token, claims=changes)) for changes in CLAIMS}

    assert answers == dict.fromkeys(answers, INVALID)
    assert len(answers) == len(CLAIMS)


def test_header_parameters_of_another_shape_are_invalid(ask: Any, token: str) -> None:
    answers = {str(changes): ask(forged(token, header=changes)) for changes in HEADERS}

    assert answers == dict.fromkeys(answers, INVALID)
    assert len(answers) == len(HEADERS)


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b"7", b'"a"', b"{", b"\xff", b"[" * 3000, b"NaN"])
def test_a_payload_that_is_no_object_is_invalid(ask: Any, token: str, payload: bytes) -> None:
    assert ask(signed(json.dumps(header_of(token)).encode(), payload)) == INVALID


@pytest.mark.parametrize("header", [b"", b"[]", b"null", b"7", b"{", b"\xff", b"[" * 3000])
def test_a_header_that_is_no_object_is_invalid(ask: Any, token: str, header: bytes) -> None:
    assert ask(signed(header, json.dumps(claims_of(token)).encode())) == INVALID


def test_keys_that_a_header_brings_along_are_ignored(ask: Any, token: str) -> None:
    """RFC 8725 §3.10: our own signature counts, whatever stands beside it; the attacker's does not."""
    theirs: Any = jwk.import_key({**new_key("RS256"), "kid": header_of(token)["kid"]})
    brought = {
        "jwk": theirs.as_dict(private=False),
        "jku": "http://127.0.0.1:9/keys",
        "x5u": "http://127.0.0.1:9/cert",
        "x5c": ["MIIB"],
    }
    for name, value in brought.items():
        small = {"kty": "oct", "k": "AA"} if name == "jwk" else value
        assert ask(forged(token, header={name: small})) == (HTTPStatus.OK, None)
        assert ask(forged(token, header={name: value, "alg": "RS256"}, key=theirs)) == INVALID


def test_a_public_key_is_no_hmac_secret(http: Any, login: Any, settings: Any, key_file: Any) -> None:
    """The classic confusion, RS256 to HS256, with the public key in each form somebody might have hashed."""
    settings.JWT_ALGORITHM = "RS256"
    keys.write_jwks([RSA_KEY])
    token = login("/jwt")["accessToken"]
    public: Any = keys.current().signing
    forms = [
        public.as_pem(private=False),
        public.as_der(private=False),
        json.dumps(public.as_dict(private=False)).encode(),
        public.as_dict(private=False)["n"].encode(),
        b"",
    ]
    header = json.dumps({**header_of(token), "alg": "HS256"}).encode()

    for secret in forms:
        signing_input = f"{encode(header)}.{token.split('.')[1]}"
        signature = hmac.digest(secret, signing_input.encode(), "sha256")
        assert code(http.get("/jwt/me", headers=bearer(f"{signing_input}.{encode(signature)}"))) == INVALID


def test_each_key_verifies_with_its_own_algorithm_alone(http: Any, login: Any, settings: Any, key_file: Any) -> None:
    """A set with keys of all kinds: a token that names one key and was signed by another is nobody's."""
    keys.write_jwks([RSA_KEY, *(new_key(name) for name in ("HS256", "ES256", "EdDSA"))])
    token = login("/jwt")["accessToken"]
    held = keys.current().keys.values()

    for signer in held:
        for named in held:
            header = {"alg": signer.alg, "kid": named.kid}
            expected = (HTTPStatus.OK, None) if signer is named else INVALID
            assert code(http.get("/jwt/me", headers=bearer(forged(token, header=header, key=signer)))) == expected


def test_a_signature_of_nothing_verifies_nothing(http: Any, login: Any, settings: Any, key_file: Any) -> None:
    """Zeros (CVE-2022-21449), an empty signature, one cut short, one with a byte more."""
    settings.JWT_ALGORITHM = "ES256"
    head, body, signature = login("/jwt")["accessToken"].split(".")

    for other in ("", encode(bytes(64)), encode(bytes(32)), signature[:-2], signature + "AA", encode(b"\x30\x06")):
        assert code(http.get("/jwt/me", headers=bearer(f"{head}.{body}.{other}"))) == INVALID


def test_one_token_has_one_spelling(ask: Any, token: str) -> None:
    """RFC 4648 §3.5: the unused bits of the last character are zero; nothing may stand around or between."""
    head, body, signature = token.split(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = signature[:-1] + last[last.index(signature[-1]) ^ 1]

    for other in (
        f"{head}.{body}.{twin}", f"{head}.{body}.{signature}=", f"{head}=.{body}.{signature}", f"{token}.", f".{token}",
        f"{token}.{signature}", f"{head}.{body}", f"{head}..{signature}", head, "..", "...", ".", "a", "a.b",
        f"{head}. {body}.{signature}", f"{token} {token}", f'"{token}"', f"{token},{token}", f"Bearer {token}",
    ):  # fmt: skip
        assert ask(other) == INVALID, other


def test_a_huge_token_is_invalid(ask: Any, token: str) -> None:
    for other in ("a" * 60_000, f"{token}{'A' * 60_000}", "." * 60_000, forged(token, claims={"email": "a" * 4096})):
        assert ask(other) == INVALID


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer", "BEARER  "])
def test_a_bearer_header_without_a_token_is_invalid(http: Any, prefix: str, header: str) -> None:
    assert code(http.get(f"{prefix}/me", headers={"Authorization": header})) == INVALID


def test_the_scheme_has_no_case(http: Any, prefix: str, token: str) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert code(http.get(f"{prefix}/me", headers={"Authorization": f"{scheme} {token}"})) == (HTTPStatus.OK, None)


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Token abc", "Bearerabc", "Digest x"])
def test_another_scheme_offers_nothing(http: Any, prefix: str, header: str) -> None:
    found = http.get(f"{prefix}/me", headers={"Authorization": header})

    assert code(found) == (HTTPStatus.UNAUTHORIZED, "not_authenticated")
    assert found.headers["WWW-Authenticate"] == f'Bearer realm="{prefix[1:]}"'


def test_a_refused_token_is_challenged(http: Any, prefix: str) -> None:
    found = http.get(f"{prefix}/me", headers=bearer("a.b.c"))

    assert found.json() == {"detail": "The token is not valid here.", "code": "invalid_token"}
    assert found.headers["WWW-Authenticate"] == (
        f'Bearer realm="{prefix[1:]}", error="invalid_token", error_description="The token is not valid here."'
    )


def test_the_last_second_of_a_token(http: Any, prefix: str, token: str) -> None:
    ends = claims_of(token)["exp"]

    def asked_at(seconds: int) -> tuple[int, str | None]:
        with time_machine.travel(seconds, tick=False):
            return code(http.get(f"{prefix}/me", headers=bearer(token)))

    assert asked_at(ends - 1) == (HTTPStatus.OK, None)
    assert asked_at(ends) == (HTTPStatus.UNAUTHORIZED, "token_expired")
    assert asked_at(ends * 2) == (HTTPStatus.UNAUTHORIZED, "token_expired")


def test_a_token_is_good_within_its_time_alone(ask: Any, token: str) -> None:
    """`nbf` counts where there is one: ours have none, but a key may be shared. RFC 7519 §4.1.5; ASVS 5.0, 9.2.1."""
    issued = claims_of(token)["iat"]

    assert ask(forged(token, claims={"nbf": issued})) == (HTTPStatus.OK, None)
    for nbf in (issued + 60, issued * 1000, 1.5, "1", True, None, -1.0, [issued], float(issued)):
        assert ask(forged(token, claims={"nbf": nbf})) == INVALID, nbf


def test_expired_is_said_only_of_what_was_once_good(ask: Any, token: str) -> None:
    """Whoever can't sign learns nothing from the clock."""
    past = claims_of(token)["iat"] - 1

    assert ask(forged(token, claims={"exp": past})) == (HTTPStatus.UNAUTHORIZED, "token_expired")
    assert ask(forged(token, claims={"exp": -past})) == (HTTPStatus.UNAUTHORIZED, "token_expired")
    assert ask(forged(token, claims={"exp": past, "aud": "elsewhere"})) == INVALID
    assert ask(forged(token, claims={"exp": past})[:-4] + "AAAA") == INVALID
