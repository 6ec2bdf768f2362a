"""What a client does to prove, and what an attacker tries instead. Changes reach any part of a proof."""

import json
import secrets
import time
from typing import Any

from joserfc import jwk
from joserfc.jws import JWSRegistry

from jwt_auth.proofs.proof import hash_of
from tests.jwt_auth.forging import changed, encode


def new_key(algorithm: str = "ES256") -> Any:
    """A client's key pair."""
    kind, size = {"ES256": ("EC", "P-256"), "EdDSA": ("OKP", "Ed25519"), "RS256": ("RSA", 2048)}[algorithm]
    made: Any = jwk.generate_key(kind, size, {"alg": algorithm})  # type: ignore[call-overload]
    return made


def proof(
    key: Any,
    method: str = "GET",
    url: str = "http://localhost/jwt-dpop/me",
    token: str | None = None,
    *,
    header: dict[str, Any] | None = None,
    claims: dict[str, Any] | None = None,
    signer: Any = None,
    algorithm: str | None = None,
) -> str:
    """A proof of this key for this request, with these parts of it changed (ABSENT: left out)."""
    public = {name: value for name, value in key.as_dict(private=False).items() if name not in ("alg", "kid")}
    ath = {} if token is None else {"ath": hash_of(token)}
    right = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "iat": int(time.time()), **ath}
    new_header = changed({"typ": "dpop+jwt", "alg": key.alg, "jwk": public}, header or {})
    return sign(json.dumps(new_header), json.dumps(changed(right, claims or {})), signer or key, algorithm or key.alg)


def sign(header: str, payload: str, key: Any, algorithm: str) -> str:
    signing_input = f"{encode(header.encode())}.{encode(payload.encode())}"
    if algorithm == "none":
        return f"{signing_input}."
    return f"{signing_input}.{encode(JWSRegistry.algorithms[algorithm].sign(signing_input.encode(), key))}"
