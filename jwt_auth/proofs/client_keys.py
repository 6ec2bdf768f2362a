"""The public key that a proof brings along: one JWK, of the algorithm it is used with, and nothing private in it."""

import json
from functools import lru_cache
from typing import Any

from joserfc import jwk
from joserfc.errors import JoseError
from joserfc.util import base64_to_int

from accounts.exceptions import InvalidProof

from ..algorithms import GENERATORS

ALGORITHMS = ("ES256", "EdDSA", "RS256")  # asymmetric alone: an HMAC would prove nothing that we don't know ourselves
PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}  # RFC 7518 §6, RFC 8037 §2
RSA_BITS = range(2048, 4097)


def client_key(algorithm: Any, members: Any) -> tuple[Any, str]:
    """(the key, its thumbprint as RFC 7638 has it). Raises: InvalidProof, 401."""
    if algorithm not in ALGORITHMS:
        raise InvalidProof("alg")
    if not isinstance(members, dict):
        raise InvalidProof("jwk")
    if PRIVATE & members.keys():
        raise InvalidProof("private jwk")
    kind, size = GENERATORS[algorithm]
    # Any other RSA exponent may be one chosen to make each check as slow as a signature.
    wanted = {"kty": "RSA", "e": "AQAB"} if kind == "RSA" else {"kty": kind, "crv": size}
    if any(members.get(name) != value for name, value in wanted.items()) or members.get("alg", algorithm) != algorithm:
        raise InvalidProof("jwk of another algorithm")
    return _imported(json.dumps(members, sort_keys=True))


@lru_cache(maxsize=1024)
def _imported(text: str) -> tuple[Any, str]:
    """Kept, since a client sends the same key with each request: parsing it costs half as much as a signature check."""
    try:
        members = json.loads(text)
        if members["kty"] == "RSA" and base64_to_int(members["n"]).bit_length() not in RSA_BITS:
            raise InvalidProof("jwk of another size")
        key: Any = jwk.import_key(members)
        return key, key.thumbprint()
    except (JoseError, ValueError, TypeError, AttributeError, KeyError) as fault:
        raise InvalidProof("jwk") from fault
