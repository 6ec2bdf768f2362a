"""System checks: what the token modes need of their settings and of the key file, each with an id and a hint.

Registered by whichever mode's app is installed, once for both.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from joserfc import jwk

from . import dial, keys
from .conf import Settings, conf, revocation

LIFETIMES = ("BARE_TOKEN_SECONDS", "ACCESS_TOKEN_SECONDS")


@register(Tags.security)
def tokens(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*lifetimes(conf, LIFETIMES), *revocation_dial(), *signing_keys()]


def lifetimes(conf: Settings, names: Sequence[str]) -> Iterator[CheckMessage]:
    if wrong := [name for name in names if getattr(conf, name) <= 0]:
        yield Error(
            f"A lifetime is not positive: {', '.join(wrong)}.",
            hint="Lifetimes are whole seconds, 1 or more.",
            id="jwt_auth.E001",
        )


def revocation_dial() -> Iterator[CheckMessage]:
    setting = revocation()
    if setting not in dial.SETTINGS:
        yield Error(
            f"JWT_REVOCATION is {setting!r}, which is no setting of the dial.",
            hint=f"One of {', '.join(dial.SETTINGS)}; see jwt_auth.dial.",
            id="jwt_auth.E007",
        )
        return
    if conf.JWT_DENYLIST and setting not in ("denylist", "both"):
        yield Error(
            f"JWT_DENYLIST=1 asks for a denylist, and JWT_REVOCATION={setting} has none.",
            hint="JWT_DENYLIST=1 is another name of JWT_REVOCATION=denylist: drop it, or say `both`.",
            id="jwt_auth.E008",
        )
    if dial.SETTINGS[setting] and conf.REDIS_IN_PROCESS:
        yield Error(
            f"JWT_REVOCATION={setting} on a per-process cache: other workers would let an ended token in.",
            hint="Let the cache `default` be a Redis that every worker shares; or JWT_REVOCATION=lookup.",
            id="jwt_auth.E003",
        )
    if unknown := [name for name in conf.FRESH_CALLS if name not in dial.CALLS]:
        yield Error(
            f"FRESH_CALLS names what is no call with an access token: {', '.join(map(repr, unknown))}.",
            hint=f"Any of {', '.join(dial.CALLS)}.",
            id="jwt_auth.E009",
        )


def signing_keys() -> Iterator[CheckMessage]:
    """A file that isn't there yet will be made right."""
    try:
        jwks = keys.read_jwks()
        keys.key_set_of(jwks, conf.JWT_ALGORITHM)
    except keys.KeyFileUnusable as fault:
        hint = "Put the JWK Set back; or move the file away, and a new one is made."
        yield Error(str(fault), hint=hint, id="jwt_auth.E004")
        return
    if short := [entry["kid"] for entry in jwks if is_short(jwk.import_key(entry))]:
        yield Error(
            f"A key is too short to withstand guessing: {', '.join(short)}.",
            hint="HMAC keys have 32 bytes or more, RSA keys 2048 bits: `manage.py rotate_signing_key --retire`.",
            id="jwt_auth.E005",
        )
    if jwks and os.name == "posix" and os.stat(conf.JWT_KEYS).st_mode & 0o077:
        yield Error(
            f"Others can read {conf.JWT_KEYS}: whoever does can sign as anybody.",
            hint=f"chmod 600 {conf.JWT_KEYS}, and `manage.py rotate_signing_key --retire` if somebody may have.",
            id="jwt_auth.E006",
        )


def is_short(key: Any) -> bool:
    """RFC 7518: an HMAC key is as long as its hash (§3.2), an RSA modulus has 2048 bits (§3.3)."""
    match key.key_type:
        case "oct":
            return len(key.raw_value) < 32
        case "RSA":
            return bool(key.public_key.key_size < 2048)
    return False
