"""A proof proves one request by one key: the RFC's own examples pass, and whatever is changed about them doesn't."""

import json
from typing import Any

import pytest
import time_machine
from joserfc import jwk

from accounts.exceptions import InvalidProof
from jwt_auth.proofs.client_keys import ALGORITHMS, client_key
from jwt_auth.proofs.proof import LONGEST, LONGEST_ID, SECONDS, Proof, hash_of, verify
from tests.dpop.proving import new_key, proof, sign
from tests.jwt_auth.forging import ABSENT, each, encode

# RFC 9449, figures 2 (§4.1), 13 (§7.1) and 9 (§6.1); RFC 7638 §3.1.
HEADER = (
    "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQy"
    "VVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19"
)
AT_TOKEN_ENDPOINT = (
    f"{HEADER}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwi"
    "aWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
)
AT_RESOURCE = (
    f"{HEADER}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0"
    "ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35"
    "yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA"
)
ACCESS_TOKEN = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
THUMBPRINT = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
RFC_7638_KEY = {
    "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
         "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
         "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awap"
         "JzKnqDKgw",
}  # fmt: skip

URL = "https://api.example.com/jwt-dpop/me"
KEY, OTHER = new_key(), new_key()
HMAC: Any = jwk.import_key({"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA"})
PUBLIC = {name: KEY[name] for name in ("kty", "crv", "x", "y")}


def judge(raw: str | None, token: str | None = None) -> str:
    """What the verifier finds wrong with a proof for GET of URL; "" for one that counts."""
    try:
        verify(raw, "GET", URL, token)
    except InvalidProof as fault:
        return fault.reason
    return ""


def test_the_examples_of_rfc_9449_verify() -> None:
    with time_machine.travel(1562262616, tick=False):
        first = verify(AT_TOKEN_ENDPOINT, "POST", "https://server.example.com/token")
        second = verify(AT_RESOURCE, "GET", "https://resource.example.org/protectedresource", ACCESS_TOKEN)

    assert first == Proof(THUMBPRINT, "-BwC3ESc6acc2lTc", 1562262616.0, None)
    assert second == Proof(THUMBPRINT, "e1j3V_bKic8-LAEB", 1562262618.0, None)
    assert hash_of(ACCESS_TOKEN) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


def test_the_thumbprint_of_rfc_7638() -> None:
    assert client_key("RS256", RFC_7638_KEY)[1] == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_algorithm_proves(algorithm: str) -> None:
    key = new_key(algorithm)

    assert verify(proof(key, "GET", URL), "GET", URL).thumbprint == key.thumbprint()
    assert judge(proof(key, "GET", URL, signer=new_key(algorithm))) == "signature"


CLAIMS: list[tuple[str, dict[str, Any]]] = [
    *(("htm", change) for change in each("htm", ABSENT, None, "POST", "get", "", ["GET"], 7)),
    *(("htu", change) for change in each("htu", ABSENT, None, "", URL + "/", URL.upper(), "http" + URL[5:], [URL], 7,
        "https://api.example.com:8443/jwt-dpop/me", "https://evil.example/jwt-dpop/me", "https://api.example.com/jwt/me",
        "https://alice@api.example.com/jwt-dpop/me", "https://api.example.com/x/../jwt-dpop/me", "/jwt-dpop/me",
        "https://api.example.com.evil.example/jwt-dpop/me", "https://[", "\ud800")),
    *(("iat", change) for change in each("iat", ABSENT, None, True, "1", [], 0, -1, 1e400, -1e400,
        float("nan"), 10**400)),
    *(("jti", change) for change in each("jti", ABSENT, None, "", 7, [], {}, "x" * (LONGEST_ID + 1))),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "change"), CLAIMS, ids=lambda value: repr(value)[:60])
def test_a_proof_of_something_else_is_refused(reason: str, change: dict[str, Any]) -> None:
    assert judge(proof(KEY, "GET", URL, claims=change)) == reason


@pytest.mark.parametrize("url", [
    "HTTPS://API.example.com/jwt-dpop/me", "https://api.example.com:443/jwt-dpop/me",
    "https://api.example.com/jwt-dpop/%6De", "https://api.example.com/jwt-dpop/me?a=b", URL + "#here",
])  # fmt: skip
def test_one_address_may_be_written_in_many_ways(url: str) -> None:
    """RFC 9449 §4.3: without query and fragment, and normalized as RFC 3986 §6.2.2–3 does."""
    assert judge(proof(KEY, "GET", url)) == ""


@pytest.mark.parametrize(("seconds", "reason"), [(-61, "iat"), (-60, ""), (0, ""), (60, ""), (61, "iat")])
def test_a_proof_counts_for_a_minute_to_either_side(seconds: int, reason: str) -> None:
    assert SECONDS == 60
    with time_machine.travel(1_800_000_000, tick=False):
        assert judge(proof(KEY, "GET", URL, claims={"iat": 1_800_000_000 + seconds})) == reason


def test_a_proof_is_of_one_token() -> None:
    right = proof(KEY, "GET", URL, "a.b.c")

    assert judge(right, "a.b.c") == ""
    assert judge(right, "a.b.d") == "ath"
    assert judge(proof(KEY, "GET", URL), "a.b.c") == "ath"
    for ath in (None, "", 7, [hash_of("a.b.c")], hash_of("a.b.c") + "="):
        assert judge(proof(KEY, "GET", URL, claims={"ath": ath}), "a.b.c") == "ath"


HEADERS: list[tuple[str, dict[str, Any]]] = [
    *(("typ", change) for change in each("typ", ABSENT, None, "", "JWT", "at+jwt", "DPOP+JWT", ["dpop+jwt"], 7)),
    *(("crit", change) for change in each("crit", [], ["b64"], ["exp"], None)),
    *(("alg", change) for change in each("alg", None, "", "HS256", "ES384", "PS256", "es256", ["ES256"], 7, {})),
    *(("jwk", change) for change in each("jwk", ABSENT, None, "", [], 7, {**PUBLIC, "x": 7}, {**PUBLIC, "y": ""})),
    *(("jwk", {"jwk": {name: value for name, value in PUBLIC.items() if name != gone}}) for gone in "xy"),
    ("jwk", {"jwk": {**PUBLIC, "x": PUBLIC["y"]}}),  # a point that is not on the curve
    *(("jwk of another algorithm", {"jwk": {**PUBLIC, **change}}) for change in (
        {"kty": "RSA"}, {"kty": "oct"}, {"kty": None}, {"crv": "P-384"}, {"crv": ["P-256"]}, {"alg": "ES384"},
        {"alg": 7})),
    *(("private jwk", {"jwk": {**PUBLIC, name: "AA"}}) for name in ("d", "p", "q", "dp", "dq", "qi", "oth", "k")),
    ("signature", {"jwk": {name: OTHER[name] for name in ("kty", "crv", "x", "y")}}),
    ("not a JWT", {"jwk": {**PUBLIC, "use": "enc"}}),
    ("not a JWT", {"alg": ABSENT}),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "change"), HEADERS, ids=range(len(HEADERS)))
def test_a_header_of_another_shape_is_refused(reason: str, change: dict[str, Any]) -> None:
    assert judge(proof(KEY, "GET", URL, header=change)) == reason


def test_a_private_key_proves_nothing() -> None:
    """RFC 9449 §4.3, 7: it is no secret of the client's any more."""
    assert judge(proof(KEY, "GET", URL, header={"jwk": {**PUBLIC, "d": KEY["d"]}})) == "private jwk"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "HS256"])
def test_no_signature_and_no_shared_secret_is_a_proof(name: str) -> None:
    algorithm, key = ("none", KEY) if name != "HS256" else ("HS256", HMAC)

    assert judge(proof(KEY, "GET", URL, header={"alg": name}, algorithm=algorithm, signer=key)) == "alg"
    symmetric = {"alg": name, "jwk": {"kty": "oct", "k": HMAC["k"]}}
    assert judge(proof(KEY, "GET", URL, header=symmetric, algorithm=algorithm, signer=key)) == "alg"


def test_a_key_of_one_algorithm_is_not_used_with_another() -> None:
    """RFC 8725 §3.1."""
    for algorithm in ALGORITHMS:
        for other in ALGORITHMS:
            if other != algorithm:
                raw = proof(new_key(algorithm), "GET", URL, header={"alg": other})
                assert judge(raw) == "jwk of another algorithm"


def test_rsa_keys_have_a_usual_size_and_exponent() -> None:
    """Else an attacker chooses how long the server calculates."""
    right = new_key("RS256")
    public = {name: right[name] for name in ("kty", "n", "e")}

    for change in ({"e": public["n"]}, {"e": "Aw"}, {"e": 65537}):
        assert judge(proof(right, "GET", URL, header={"jwk": {**public, **change}})) == "jwk of another algorithm"
    for size in (128, 255, 513, 1024):
        change = {"n": encode(b"\xff" * size)}
        assert judge(proof(right, "GET", URL, header={"jwk": {**public, **change}})) == "jwk of another size"
    assert judge(proof(right, "GET", URL, header={"jwk": {**public, "n": encode(bytes(64) + b"\xff" * 192)}})) != ""


@pytest.mark.parametrize(("raw", "reason"), [
    (None, "missing"), ("", "missing"), ("a", "not a JWT"), ("..", "not a JWT"), ("é.é.é", "not a JWT"),
    ("a.b.c", "not a JWT"), ("A" * (LONGEST + 1), "too long"),
    (sign("[]", "{}", KEY, "ES256"), "not a JWT"), (sign("7", "{}", KEY, "ES256"), "not a JWT"),
    (sign('{"alg":' + "[" * 900 + "]" * 900 + "}", "{}", KEY, "ES256"), "typ"),
], ids=range(10))  # fmt: skip
def test_what_is_no_jwt_is_no_proof(raw: str | None, reason: str) -> None:
    assert judge(raw) == reason


@pytest.mark.parametrize("payload", ["", "[]", "null", "7", '"a"', "{", "[" * 900])
def test_a_payload_that_is_no_object_proves_nothing(payload: str) -> None:
    header = json.dumps({"typ": "dpop+jwt", "alg": "ES256", "jwk": PUBLIC})

    assert judge(sign(header, payload, KEY, "ES256")) == "not a JWT"


def test_two_proofs_are_none() -> None:
    """RFC 9449 §4.3, 1: servers join repeated headers with a comma."""
    raw = proof(KEY, "GET", URL)

    assert judge(raw) == ""
    assert judge(f"{raw},{raw}") == "not a JWT"
    assert judge(f"{raw}, {proof(KEY, 'GET', URL)}") == "not a JWT"
