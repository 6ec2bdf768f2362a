"""How a forger signs: not at all, with the old signature, with a key of their own, with the server's public key taken
for a secret, or with a secret that was guessed.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from joserfc import jwk

KINDS = ("kept", "none", "own", "public", "secret")


class NoPublicKey(LookupError):
    """The header names no key that the server publishes."""


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def hs256(signed: str, secret: bytes) -> str:
    return part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def forged(kind: str, header: dict[str, Any], claims: dict[str, Any], token: str, secret: str, published: Any) -> str:
    """A token of this header and these claims. `token` is the genuine one, `published` the server's JWKS.

    Raises: NoPublicKey.
    """
    if kind == "none":
        return f"{part({**header, 'alg': 'none'})}.{part(claims)}."
    if kind == "kept":
        return f"{part(header)}.{part(claims)}.{token.split('.')[-1]}"
    header, key = {**header, "alg": "HS256"}, secret.encode()
    if kind == "own":
        key = b"a key that nobody else knows at all"
        header["jwk"] = {"kty": "oct", "k": part(key)}
    if kind == "public":
        named = next((each for each in published["keys"] if each["kid"] == header.get("kid")), None)
        if named is None:
            raise NoPublicKey
        published_key: Any = jwk.import_key(named)
        key = published_key.as_pem(private=False)
    signed = f"{part(header)}.{part(claims)}"
    return f"{signed}.{hs256(signed, key)}"


@cache
def words() -> tuple[str, ...]:
    """The twenty thousand most common passwords, as Django has them."""
    return tuple(sorted(CommonPasswordValidator().passwords))


def weak_word() -> str:
    """One of those words, of the length that joserfc asks of a secret (112 bits): long is not yet random."""
    return secrets.choice([word for word in words() if len(word) >= 14 and word.isascii() and word.isalnum()])


def cracked(token: str, guesses: Iterable[str]) -> dict[str, Any]:
    """{"secret", "tried", "seconds"}: the word that the token's HMAC was made with; None where it is none of these."""
    signed, _, signature = token.rpartition(".")
    began, tried = time.perf_counter(), 0
    for word in guesses:
        tried += 1
        if hs256(signed, word.encode()) == signature:
            break
    else:
        word = ""
    return {"secret": word or None, "tried": tried, "seconds": round(time.perf_counter() - began, 4)}
