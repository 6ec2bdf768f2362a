"""The key set: one JSON file of private JWKs (RFC 7517), mode 0600, shared by every worker, read anew when it changes.

The newest key of JWT_ALGORITHM signs; every key verifies, each with its own one algorithm, until it is retired.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files import locks
from joserfc import jwk, jws
from joserfc.errors import JoseError

from accounts.exceptions import StoreUnavailable

from .algorithms import REGISTRIES, new_key
from .conf import conf

# What a broken file, or a broken entry in it, makes the parsers raise.
FAULTS = (JoseError, OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


class KeyFileUnusable(StoreUnavailable):
    """JWT_KEYS is there but holds no set of private keys that can sign: nothing is signed or verified then. 503."""

    def __init__(self, reason: str) -> None:
        super().__init__("key set", reason)

    def __str__(self) -> str:
        return str(self.reason)


@dataclass(frozen=True)
class KeySet:
    """Keys by `kid`, and the one that signs."""

    keys: dict[str, Any]
    signing: Any

    def public(self) -> list[dict[str, Any]]:
        """The public JWKs; a secret that both sides would share has no public half and is left out."""
        return [dict(key.as_dict(private=False)) for key in self.keys.values() if key.key_type != "oct"]


def key_set_of(jwks: list[dict[str, Any]], algorithm: str) -> KeySet | None:
    """None when no key of this algorithm is among them. Raises: KeyFileUnusable."""
    try:
        keys = {entry["kid"]: jwk.import_key(entry) for entry in jwks}
        signing = [keys[entry["kid"]] for entry in jwks if entry["alg"] == algorithm]
        if signing:  # a public half, or another curve, is found out here and not by whoever signs in first
            jws.serialize_compact({"alg": algorithm}, b"", signing[-1], registry=REGISTRIES[algorithm])
    except FAULTS as fault:
        raise KeyFileUnusable(f"{conf.JWT_KEYS} holds a key that is none: {fault}") from fault
    return KeySet(keys, signing[-1]) if signing else None


_loaded: tuple[Any, KeySet] | None = None


def current() -> KeySet:
    """The key set as the file has it now; makes the file, or a first key of JWT_ALGORITHM, where there is none."""
    global _loaded
    path = conf.JWT_KEYS
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        add_key()
        stat = os.stat(path)
    seen = (path, conf.JWT_ALGORITHM, stat.st_mtime_ns, stat.st_ino, stat.st_size)
    if _loaded is None or _loaded[0] != seen:
        found = key_set_of(read_jwks(), conf.JWT_ALGORITHM)
        if found is None:
            add_key()
            return current()
        _loaded = seen, found
    return _loaded[1]


def read_jwks() -> list[dict[str, Any]]:
    """The file's entries, each with its `kid` and `alg`; none where there is no file. Raises: KeyFileUnusable."""
    try:
        jwks: list[dict[str, Any]] = json.loads(Path(conf.JWT_KEYS).read_bytes())["keys"]
        if all(isinstance(entry["kid"], str) and isinstance(entry["alg"], str) for entry in jwks):
            return jwks
    except FileNotFoundError:
        return []
    except FAULTS as fault:
        raise KeyFileUnusable(f"{conf.JWT_KEYS} holds no JWK Set: {fault}") from fault
    raise KeyFileUnusable(f"{conf.JWT_KEYS} holds a key without a kid or an alg.")


@contextmanager
def _exclusively() -> Iterator[None]:
    """One writer at a time, among all workers."""
    with open(f"{conf.JWT_KEYS}.lock", "w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


def write_jwks(jwks: list[dict[str, Any]]) -> None:
    """Replace the file in one step, so that no reader ever sees half of it."""
    path = Path(conf.JWT_KEYS)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mkstemp makes it 0600
    with os.fdopen(handle, "w") as file:
        json.dump({"keys": jwks}, file, indent=1)
    os.replace(name, path)


def add_key(*, rotate: bool = False) -> None:
    """See to it that there is a key of JWT_ALGORITHM; with `rotate`, a new one that signs from now on."""
    with _exclusively():
        jwks = read_jwks()
        if rotate or not any(entry["alg"] == conf.JWT_ALGORITHM for entry in jwks):
            write_jwks([*jwks, new_key(conf.JWT_ALGORITHM)])


def retire_old_keys() -> int:
    """Drop every key but the one that signs: what the others signed is invalid at once. Returns how many went."""
    signing = current().signing
    with _exclusively():
        jwks = read_jwks()
        kept = [entry for entry in jwks if entry["kid"] == signing.kid]
        write_jwks(kept)
    return len(jwks) - len(kept)
