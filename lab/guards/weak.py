"""What stands in a guard's place where nothing at all would not be an attack anybody knows: verifiers as they were once
written. Reached only where a guard was taken away."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any

from joserfc import jwk, jws
from joserfc.util import urlsafe_b64encode
from redis.exceptions import RedisError


def trusting(found: Any, header: dict[str, Any], key: Any, registry: Any) -> bool:
    """A verifier that takes the algorithm from the token: `none` needs no signature, and HMAC takes the key's public
    half for the secret (RFC 8725 §2.1)."""
    if str(header.get("alg", "")).lower() == "none":
        return True
    if header.get("alg") == "HS256" and key.key_type != "oct":
        header_part, claims_part, signature = (found.segments[name] for name in ("header", "payload", "signature"))
        made = hmac.new(key.as_pem(private=False), header_part + b"." + claims_part, hashlib.sha256).digest()
        return hmac.compare_digest(urlsafe_b64encode(made), signature)
    return bool(jws.validate_compact(found, key, registry=registry))


def key_in(header: dict[str, Any]) -> Any:
    """The key that the token itself brings (RFC 8725 §3.5 says never to take it); None where it brings none."""
    brought: dict[str, Any] = {**header.get("jwk", {}), "alg": header.get("alg")}
    return jwk.import_key(brought) if "jwk" in header else None


def unless_down(ask: Callable[[], Any]) -> list[None]:
    """What a list holds, or nothing where its store doesn't answer: fail open."""
    try:
        found = ask()
    except RedisError:
        return [None, None]
    return found if isinstance(found, list) else [found]
