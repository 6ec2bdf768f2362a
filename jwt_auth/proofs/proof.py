"""Verify a DPoP proof: a small JWT by which a client shows that it holds a private key, and means this one request.

RFC 9449 §4.3, check by check. Whether a proof was seen before is asked in `replay`, once all else is right. Its time is
the real one, also where a token is judged by a later one: a proof is of this moment, or of nothing.
"""

import hashlib
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.utils.encoding import repercent_broken_unicode
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from accounts.exceptions import InvalidProof

from ..algorithms import REGISTRIES
from .client_keys import client_key

SECONDS = 60  # how far a proof's `iat` may be from our clock, to either side
LONGEST = 4096  # characters: enough for a URL of 1,600 with an RSA key of 4096 bits, of 2,700 with ES256
LONGEST_ID = 256
DEFAULT_PORTS = {"http": ":80", "https": ":443"}
READER = JWSRegistry(strict_check_header=False)
READER.max_header_length = LONGEST  # joserfc's own limit, 512, is too small for a header that holds an RSA key


@dataclass(frozen=True, slots=True)
class Proof:
    """Which key a verified proof is of (`thumbprint`, RFC 7638), and which of its proofs this is."""

    thumbprint: str
    id: str
    issued_at: float
    nonce: Any


def verify(raw: str | None, method: str, url: str, access_token: str | None = None) -> Proof:
    """The proof, if it is one of this request; and of that token, where one came along. Raises: InvalidProof, 401."""
    thumbprint, claims = signed_claims(raw)
    if claims.get("htm") != method:
        raise InvalidProof("htm")
    if not is_same_url(claims.get("htu"), url):
        raise InvalidProof("htu")
    issued_at: Any = claims.get("iat")
    if type(issued_at) not in (int, float) or not abs(int(time.time()) - issued_at) <= SECONDS:  # NaN is not
        raise InvalidProof("iat")
    proof_id = claims.get("jti")
    if type(proof_id) is not str or not 0 < len(proof_id) <= LONGEST_ID:
        raise InvalidProof("jti")
    if access_token is not None and claims.get("ath") != hash_of(access_token):
        raise InvalidProof("ath")
    return Proof(thumbprint, proof_id, float(issued_at), claims.get("nonce"))


def signed_claims(raw: str | None) -> tuple[str, dict[str, Any]]:
    """(thumbprint of the key, claims) of a JWT of type dpop+jwt that the key in its own header verifies."""
    if not raw:
        raise InvalidProof("missing")
    if len(raw) > LONGEST:
        raise InvalidProof("too long")
    try:
        parts = jws.extract_compact(raw.encode("ascii"), registry=READER)
        header = parts.headers()
        if header.get("typ") != "dpop+jwt":
            raise InvalidProof("typ")
        if "crit" in header:
            raise InvalidProof("crit")
        key, thumbprint = client_key(header.get("alg"), header.get("jwk"))
        if not jws.validate_compact(parts, key, registry=REGISTRIES[header["alg"]]):
            raise InvalidProof("signature")
        claims = json.loads(parts.payload)
    except (JoseError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as fault:
        raise InvalidProof("not a JWT") from fault
    if not isinstance(claims, dict):
        raise InvalidProof("not a JWT")
    return thumbprint, claims


def hash_of(access_token: str) -> str:
    """`ath`: base64url(SHA-256(token)), RFC 9449 §4.2."""
    return urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).decode()


def is_same_url(claimed: Any, url: str) -> bool:
    """Whether `htu` names this URL: scheme, host and path; a query or a fragment doesn't count."""
    return isinstance(claimed, str) and normal(claimed) == normal(url)


def normal(url: str) -> tuple[str, str, str]:
    """(scheme, host, path), written the one way of RFC 3986 §6.2.2–3: equal for equal addresses."""
    try:
        parts = urlsplit(url)
        path = repercent_broken_unicode(unquote_to_bytes(parts.path)).decode()  # as Django reads it
    except ValueError:  # a surrogate's too
        return "", "", url
    return (
        parts.scheme,
        parts.netloc.lower().removesuffix(DEFAULT_PORTS.get(parts.scheme, "")),
        path or "/",
    )
