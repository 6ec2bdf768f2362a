"""The key set: one JSON file of private JWKs (RFC 7517), mode 0600, shared by every worker, read anew when it changes.

The newest key of JWT_ALGORITHM signs; every key verifies, each with its own one algorithm, until it is retired.
"""

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from joserfc import jwk

# What each algorithm's key is made from (RFC 7518 §3.1, RFC 8037 §3.1); sizes as NIST SP 800-57 has them past 2030.
GENERATORS: dict[str, tuple[Any, Any]] = {
    "HS256": ("oct", 256),
    "RS256": ("RSA", 3072),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}


@dataclass(frozen=True)
class KeySet:
    """Keys by `kid`, and the one that signs."""

    keys: dict[str, Any]
    signing: Any

    def public(self) -> list[dict[str, Any]]:
        """The public JWKs; a secret that both sides would share has no public half and is left out."""
        return [dict(key.as_dict(private=False)) for key in self.keys.values() if key.key_type != "oct"]


def new_key(algorithm: str) -> dict[str, Any]:
    kind, size = GENERATORS[algorithm]
    key: Any = jwk.generate_key(kind, size, {"alg": algorithm, "use": "sig"}, private=True, auto_kid=True)
    return {**key.as_dict(private=True), "iat": int(time.time())}


def key_set_of(jwks: list[dict[str, Any]], algorithm: str) -> KeySet:
    """Raises: LookupError when no key of this algorithm is among them."""
    keys = {entry["kid"]: jwk.import_key(entry) for entry in jwks}
    signing = [entry["kid"] for entry in jwks if entry["alg"] == algorithm]
    if not signing:
        raise LookupError(f"no {algorithm} key in {settings.JWT_KEYS}")
    return KeySet(keys, keys[signing[-1]])


_loaded: tuple[Any, KeySet] | None = None


def current() -> KeySet:
    """The key set as the file has it now; makes the file, or a first key of JWT_ALGORITHM, where there is none."""
    global _loaded
    try:
        stat = os.stat(settings.JWT_KEYS)
    except FileNotFoundError:
        add_key()
        stat = os.stat(settings.JWT_KEYS)
    seen = (settings.JWT_KEYS, settings.JWT_ALGORITHM, stat.st_mtime_ns, stat.st_ino, stat.st_size)
    if _loaded is None or _loaded[0] != seen:
        try:
            _loaded = seen, key_set_of(read_jwks(), settings.JWT_ALGORITHM)
        except LookupError:
            add_key()
            return current()
    return _loaded[1]


def read_jwks() -> list[dict[str, Any]]:
    try:
        keys: list[dict[str, Any]] = json.loads(Path(settings.JWT_KEYS).read_text())["keys"]
        return keys
    except FileNotFoundError:
        return []


@contextmanager
def _exclusively() -> Iterator[None]:
    """One writer at a time, among all workers."""
    with open(f"{settings.JWT_KEYS}.lock", "w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def write_jwks(jwks: list[dict[str, Any]]) -> None:
    """Replace the file in one step, so that no reader ever sees half of it."""
    path = Path(settings.JWT_KEYS)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        json.dump({"keys": jwks}, file, indent=1)
    os.replace(name, path)


def add_key(*, rotate: bool = False) -> None:
    """See to it that there is a key of JWT_ALGORITHM; with `rotate`, a new one that signs from now on."""
    with _exclusively():
        jwks = read_jwks()
        if rotate or not any(entry["alg"] == settings.JWT_ALGORITHM for entry in jwks):
            write_jwks([*jwks, new_key(settings.JWT_ALGORITHM)])


def retire_old_keys() -> int:
    """Drop every key but the one that signs: what the others signed is invalid at once. Returns how many went."""
    signing = current().signing
    with _exclusively():
        jwks = read_jwks()
        kept = [entry for entry in jwks if entry["kid"] == signing.kid]
        write_jwks(kept)
    return len(jwks) - len(kept)
