"""Signatures: a verifier takes one algorithm a key, picks the key by `kid` from its own set alone, and never looks at
`jku`, `jwk`, `x5u` or `x5c`; any `crit` is refused. Source: RFC 7515, 8725.
"""

from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from accounts.exceptions import InvalidToken

from .algorithms import REGISTRIES


def verify_signature(token: str, key_set: Mapping[str, Any], default: Any = None) -> tuple[dict[str, Any], bytes]:
    """(header, payload) of a compact JWS whose signature one key of the set verifies with that key's own algorithm.

    `default` stands in where the header names no `kid`. Raises: InvalidToken. Source: RFC 7515 §5.2, RFC 8725 §3.
    """
    try:
        found = jws.extract_compact(token.encode("ascii"))
        header = found.headers()
        key = key_set.get(header["kid"]) if "kid" in header else default
        if key is None:
            raise InvalidToken("kid")
        if "crit" in header or header.get("alg") != key.alg:
            raise InvalidToken("alg")
        if not jws.validate_compact(found, key, registry=REGISTRIES[key.alg]):
            raise InvalidToken("signature")
    except (JoseError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as fault:
        raise InvalidToken("format") from fault
    return header, found.payload
