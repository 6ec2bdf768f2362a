"""What somebody can do at /jwt-dpop with everything but the key: nothing. RFC 9449 §11; each attack over HTTP."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from joserfc import jwk
from joserfc.util import urlsafe_b64decode

from accounts.management.commands.seed_accounts import PASSWORD
from jwt_auth.dpop.client import Client
from jwt_auth.dpop.models import TokenFamily
from jwt_auth.proofs import nonces
from tests.dpop.proving import new_key, proof
from tests.jwt_auth.forging import ABSENT, claims_of, code, encode, forged

pytestmark = pytest.mark.django_db
BASE = "http://localhost"
OK = (HTTPStatus.OK, None)
INVALID = (HTTPStatus.UNAUTHORIZED, "invalid_token")
PROOF = (HTTPStatus.UNAUTHORIZED, "invalid_dpop_proof")
CHALLENGE = 'DPoP realm="jwt-dpop", algs="ES256 EdDSA RS256"'
SIGN_IN = {"email": "alice@example.com", "password": PASSWORD}
KEY, OTHER = new_key(), new_key()


class Caller:
    """Somebody with an HTTP client and, it may be, a key; each call says what it sends."""

    def __init__(self, http: httpx.Client, key: Any = KEY) -> None:
        self.http, self.key = http, key

    def login(self, key: Any = None, **more: Any) -> dict[str, Any]:
        sent = {"DPoP": proof(key or self.key, "POST", f"{BASE}/jwt-dpop/login")}
        answer = self.http.post("/jwt-dpop/login", json=SIGN_IN | more, headers=sent)
        assert answer.status_code == HTTPStatus.OK, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def me(self, token: str, proven: str | None = None, scheme: str = "DPoP") -> httpx.Response:
        headers = {"Authorization": f"{scheme} {token}"} | ({"DPoP": proven} if proven else {})
        return self.http.get("/jwt-dpop/me", headers=headers)

    def refresh(self, token: str, key: Any = None) -> httpx.Response:
        sent = {"DPoP": proof(key or self.key, "POST", f"{BASE}/jwt-dpop/refresh-token")}
        return self.http.post("/jwt-dpop/refresh-token", json={"refreshToken": token}, headers=sent)


@pytest.fixture
def alice(open_browser: Callable[..., httpx.Client], accounts: Any) -> Caller:
    return Caller(open_browser())


@pytest.fixture
def pair(alice: Caller) -> dict[str, Any]:
    return alice.login()


@pytest.fixture
def token(pair: dict[str, Any]) -> str:
    return str(pair["accessToken"])


def test_whoever_has_token_and_key_is_let_in(alice: Caller, pair: dict[str, Any], token: str) -> None:
    """Else the refusals below would prove nothing."""
    answer = alice.me(token, proof(KEY, token=token))

    assert code(answer) == OK
    assert pair["tokenType"] == "DPoP"
    assert claims_of(token)["cnf"] == claims_of(pair["refreshToken"])["cnf"] == {"jkt": KEY.thumbprint()}
    assert claims_of(token)["aud"] == "authdemo/jwt-dpop"
    assert TokenFamily.objects.get().thumbprint == KEY.thumbprint()


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "RS256"])
def test_each_algorithm_signs_in_and_refreshes(alice: Caller, algorithm: str) -> None:
    key = new_key(algorithm)
    pair = alice.login(key)

    assert code(alice.me(pair["accessToken"], proof(key, token=pair["accessToken"]))) == OK
    assert code(alice.refresh(pair["refreshToken"], key)) == OK


def test_a_stolen_token_without_its_key_opens_nothing(alice: Caller, token: str) -> None:
    assert code(alice.me(token)) == PROOF
    assert code(alice.me(token, proof(OTHER, token=token))) == PROOF
    assert alice.me(token).headers["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_dpop_proof"'


def test_a_stolen_proof_counts_for_its_own_request_alone(alice: Caller, token: str, pair: dict[str, Any]) -> None:
    """Caught on its way, or used before it was: another method, path, host, scheme, token; and not a second time."""
    seen = proof(KEY, token=token)
    assert code(alice.me(token, seen)) == OK

    answers = {
        "again": alice.me(token, seen),
        "method": alice.me(token, proof(KEY, "PATCH", token=token)),
        "path": alice.me(token, proof(KEY, url=f"{BASE}/jwt-dpop/profile", token=token)),
        "host": alice.me(token, proof(KEY, url="http://evil.example/jwt-dpop/me", token=token)),
        "scheme": alice.me(token, proof(KEY, url="https://localhost/jwt-dpop/me", token=token)),
        "old": alice.me(token, proof(KEY, token=token, claims={"iat": int(time.time()) - 62})),
        "new": alice.me(token, proof(KEY, token=token, claims={"iat": int(time.time()) + 62})),
        "another's ath": alice.me(token, proof(KEY, token=pair["refreshToken"])),
        "no ath": alice.me(token, proof(KEY)),
    }

    assert {name: code(answer) for name, answer in answers.items()} == dict.fromkeys(answers, PROOF)


P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # the order of its group (SEC 2 §2.4.2)


def test_a_proof_that_was_signed_anew_without_the_key_is_the_same_proof(alice: Caller, token: str) -> None:
    """Of each ECDSA signature (r, s) everybody can make another, (r, n - s); and other spellings are none."""
    seen = proof(KEY, token=token)
    signing_input, _, signature = seen.rpartition(".")
    raw = urlsafe_b64decode(signature.encode())
    other = encode(raw[:32] + (P256 - int.from_bytes(raw[32:])).to_bytes(32))
    assert code(alice.me(token, f"{signing_input}.{other}")) == OK  # else the refusal below would prove nothing

    assert code(alice.me(token, seen)) == PROOF
    for padded in (f"{seen}=", f"{seen}==", f"{seen}\t", f"{seen}."):
        assert code(alice.me(token, padded)) == PROOF


@pytest.mark.parametrize(("asked", "claimed", "right"), [
    ("x%3Fy", "x", False), ("x%23y", "x", False), ("x", "x%3Fy", False), ("%2561", "a", False), ("%61", "%2561", False),
    ("x%3Fy", "x%3Fy", True), ("x%3fy", "x%3Fy", True), ("%2561", "%2561", True), ("%61", "a", True),
    ("x?y", "x", True),
])  # fmt: skip
def test_a_path_is_the_one_that_was_asked_however_it_is_escaped(
    alice: Caller, token: str, asked: str, claimed: str, right: bool
) -> None:
    """What is escaped is part of the path: `?` and `#` end none there, and nothing is unescaped twice."""
    proven = proof(KEY, "DELETE", f"{BASE}/jwt-dpop/logins/{claimed}", token)

    answer = alice.http.delete(f"/jwt-dpop/logins/{asked}", headers={"Authorization": f"DPoP {token}", "DPoP": proven})

    assert code(answer) == ((HTTPStatus.NOT_FOUND, "not_found") if right else PROOF)


def test_a_proof_by_a_key_that_is_none_proves_nothing(alice: Caller, token: str) -> None:
    """A private JWK, no signature, a secret that both sides know, one algorithm for another."""
    hmac: Any = jwk.import_key({"kty": "oct", "k": "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA"})
    wrong = {
        "private": proof(KEY, token=token, header={"jwk": KEY.as_dict(private=True)}),
        "none": proof(KEY, token=token, header={"alg": "none"}, algorithm="none"),
        "HMAC": proof(KEY, token=token, header={"alg": "HS256"}, algorithm="HS256", signer=hmac),
        "confused": proof(KEY, token=token, header={"alg": "RS256"}),
        "another's signature": proof(KEY, token=token, signer=OTHER),
        "typ": proof(KEY, token=token, header={"typ": "JWT"}),
    }

    assert {name: code(alice.me(token, sent)) for name, sent in wrong.items()} == dict.fromkeys(wrong, PROOF)


def test_a_bound_token_is_no_bearer_token_anywhere(alice: Caller, token: str, pair: dict[str, Any]) -> None:
    """The downgrade of RFC 9449 §7.1: here with a good proof too; at the other modes; and never by cookie."""
    assert code(alice.me(token, scheme="Bearer")) == INVALID
    assert code(alice.me(token, proof(KEY, token=token), scheme="Bearer")) == INVALID
    for prefix in ("/jwt", "/jwt-refresh", "/opaque"):
        bearer = {"Authorization": f"Bearer {token}"}
        assert code(alice.http.get(f"{prefix}/me", headers=bearer)) == INVALID
    refresh_token = pair["refreshToken"]
    assert code(alice.me(refresh_token, proof(KEY, token=refresh_token))) == INVALID
    assert code(alice.refresh(token)) == INVALID
    by_cookie = {"Cookie": f"accessToken={token}", "DPoP": proof(KEY, token=token)}
    assert code(alice.http.get("/jwt-dpop/me", headers=by_cookie)) == (HTTPStatus.UNAUTHORIZED, "not_authenticated")
    sent = {"refreshToken": pair["refreshToken"]}
    assert code(alice.http.post("/jwt-refresh/refresh-token", json=sent)) == INVALID


def test_cnf_is_needed_where_tokens_are_bound_and_refused_where_they_are_not(alice: Caller, token: str) -> None:
    """Properly signed, with the right audience: what a forgotten claim, or one too many, is worth."""
    for confirmation in (ABSENT, None, {}, [], "jkt", {"jkt": None}, {"jkt": 7}, {"x5t#S256": KEY.thumbprint()}):
        other = forged(token, claims={"cnf": confirmation})
        assert code(alice.me(other, proof(KEY, token=other))) == INVALID, confirmation
    other = forged(token, claims={"cnf": {"jkt": OTHER.thumbprint()}})
    assert code(alice.me(other, proof(KEY, token=other))) == PROOF
    for prefix in ("/jwt", "/jwt-refresh"):
        plain = alice.http.post(f"{prefix}/login", json=SIGN_IN).json()["accessToken"]
        bound = forged(plain, claims={"cnf": {"jkt": KEY.thumbprint()}})
        assert code(alice.http.get(f"{prefix}/me", headers={"Authorization": f"Bearer {bound}"})) == INVALID


def test_another_keys_proof_does_not_refresh_and_ends_nothing(alice: Caller, pair: dict[str, Any]) -> None:
    assert code(alice.refresh(pair["refreshToken"], OTHER)) == PROOF
    assert code(alice.http.post("/jwt-dpop/refresh-token", json={"refreshToken": pair["refreshToken"]})) == PROOF
    assert TokenFamily.objects.get().revoked_at is None

    assert code(alice.refresh(pair["refreshToken"])) == OK


def test_a_forged_key_in_the_refresh_token_is_not_the_familys(alice: Caller, pair: dict[str, Any]) -> None:
    """Whoever could sign as we do still lacks the row: it has the thumbprint of the login."""
    other = forged(pair["refreshToken"], claims={"cnf": {"jkt": OTHER.thumbprint()}})

    assert code(alice.refresh(other, OTHER)) == (HTTPStatus.UNAUTHORIZED, "token_revoked")
    assert TokenFamily.objects.get().revoked_at is None


def test_a_stolen_refresh_token_ends_no_login_either(alice: Caller, pair: dict[str, Any]) -> None:
    sent = {"refreshToken": pair["refreshToken"]}
    stolen = alice.http.post("/jwt-dpop/logout", json=sent)
    by_another = alice.http.post(
        "/jwt-dpop/logout", json=sent, headers={"DPoP": proof(OTHER, "POST", f"{BASE}/jwt-dpop/logout")}
    )

    assert stolen.json() == by_another.json() == {"revoked": False, "accessUsableUntil": None}
    proven = {"DPoP": proof(KEY, "POST", f"{BASE}/jwt-dpop/logout")}
    own = alice.http.post("/jwt-dpop/logout", json=sent, headers=proven)
    assert own.json()["revoked"] is True


def test_nobody_signs_in_without_a_proof(alice: Caller) -> None:
    without = alice.http.post("/jwt-dpop/login", json=SIGN_IN)
    elsewhere = {"DPoP": proof(KEY, "POST", f"{BASE}/jwt/login")}

    assert code(without) == PROOF
    assert without.headers["WWW-Authenticate"] == f'{CHALLENGE}, error="invalid_dpop_proof"'
    assert code(alice.http.post("/jwt-dpop/login", json=SIGN_IN, headers=elsewhere)) == PROOF
    assert not TokenFamily.objects.exists()


def test_a_used_refresh_token_ends_the_family_as_ever(alice: Caller, pair: dict[str, Any], settings: Any) -> None:
    settings.REFRESH_RETRY_SECONDS = 0
    live = alice.refresh(pair["refreshToken"]).json()["refreshToken"]

    assert code(alice.refresh(pair["refreshToken"])) == (HTTPStatus.UNAUTHORIZED, "refresh_reused")
    assert code(alice.refresh(live)) == (HTTPStatus.UNAUTHORIZED, "token_revoked")


@pytest.mark.parametrize(("proxies", "forwarded", "scheme"), [(0, "https", "http"), (1, "https", "https")])
def test_the_address_is_the_one_that_the_client_sees(
    alice: Caller, token: str, settings: Any, proxies: int, forwarded: str, scheme: str
) -> None:
    """Behind a proxy that ends TLS: its word counts where it is trusted (TRUSTED_PROXIES), and nobody else's."""
    settings.ALLOWED_HOSTS = ["api.example.org", "localhost"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
    via = {"Host": "api.example.org", "X-Forwarded-Proto": forwarded, "Authorization": f"DPoP {token}"}

    def answer(url: str) -> tuple[int, str | None]:
        return code(alice.http.get("/jwt-dpop/me", headers=via | {"DPoP": proof(KEY, url=url, token=token)}))

    found = {s: answer(f"{s}://api.example.org/jwt-dpop/me") for s in ("http", "https")}

    assert found == {"http": PROOF, "https": PROOF} | {scheme: OK}
    assert answer(f"{scheme}://localhost/jwt-dpop/me") == PROOF


def test_with_nonces_the_server_chooses_a_part_of_each_proof(alice: Caller, token: str, settings: Any) -> None:
    settings.DPOP_NONCE = True

    asked = alice.me(token, proof(KEY, token=token))
    nonce = asked.headers["DPoP-Nonce"]

    assert code(asked) == (HTTPStatus.UNAUTHORIZED, "use_dpop_nonce")
    assert asked.headers["WWW-Authenticate"] == f'{CHALLENGE}, error="use_dpop_nonce"'
    assert code(alice.me(token, proof(KEY, token=token, claims={"nonce": nonce}))) == OK
    old = proof(KEY, token=token, claims={"nonce": nonces.nonce(2)})
    assert code(alice.me(token, old)) == (HTTPStatus.UNAUTHORIZED, "use_dpop_nonce")


def test_the_reference_client_takes_the_nonce_that_it_is_given(open_browser: Any, accounts: Any, settings: Any) -> None:
    settings.DPOP_NONCE = True
    client = Client(open_browser())

    assert client.login("alice@example.com", PASSWORD).status_code == HTTPStatus.OK
    assert client.send("GET", "me").status_code == HTTPStatus.OK
    assert client.refresh().status_code == HTTPStatus.OK
    assert client.logout().json()["revoked"] is True


def test_a_dpop_header_without_a_token_offers_one_that_is_none(alice: Caller) -> None:
    for header in ("DPoP", "DPoP ", "dpop", "DPOP  "):
        answer = alice.http.get("/jwt-dpop/me", headers={"Authorization": header})
        assert code(answer) == INVALID
        assert answer.headers["WWW-Authenticate"].startswith(f'{CHALLENGE}, error="invalid_token"')


def test_the_scheme_has_no_case(alice: Caller, token: str) -> None:
    """RFC 9110 §11.1."""
    for scheme in ("dpop", "DPOP", "DPoP"):
        assert code(alice.me(token, proof(KEY, token=token), scheme=scheme)) == OK


def test_two_proofs_in_one_request_are_none(alice: Caller, token: str) -> None:
    """RFC 9449 §4.3, 1: as a server joins repeated headers."""
    assert code(alice.me(token, f"{proof(KEY, token=token)},{proof(KEY, token=token)}")) == PROOF
