"""What an attacker can make of tokens, with our key and without."""

import base64
import json
from typing import Any

import httpx
from joserfc.jws import JWSRegistry

from jwt_auth import keys


class _Absent:
    def __repr__(self) -> str:  # test ids are made of it, and two workers must make the same
        return "absent"


ABSENT: Any = _Absent()


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(segment: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))


def header_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = decode(token.split(".")[0])
    return found


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = decode(token.split(".")[1])
    return found


def changed(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**old, **changes}.items() if value is not ABSENT}


def each(name: str, *values: Any) -> list[dict[str, Any]]:
    """One change for each of these values."""
    return [{name: value} for value in values]


def signed(header: bytes, payload: bytes, key: Any = None, algorithm: str | None = None) -> str:
    """A JWS over any bytes; by our own signing key, unless told otherwise."""
    key = key or keys.current().signing
    signing_input = f"{encode(header)}.{encode(payload)}"
    signature = JWSRegistry.algorithms[algorithm or key.alg].sign(signing_input.encode(), key)
    return f"{signing_input}.{encode(signature)}"


def forged(token: str, header: dict[str, Any] | None = None, claims: dict[str, Any] | None = None, **how: Any) -> str:
    """The token with other header parameters or claims, properly signed."""
    new_header = changed(header_of(token), header or {})
    new_claims = changed(claims_of(token), claims or {})
    return signed(json.dumps(new_header).encode(), json.dumps(new_claims).encode(), **how)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def code(response: httpx.Response) -> tuple[int, str | None]:
    """(status, the error's code; None for a success)."""
    return response.status_code, None if response.is_success else response.json()["code"]
