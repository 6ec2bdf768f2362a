"""System checks: each misconfiguration that would weaken a mode has an id and a hint.

Errors keep `manage.py` from going on; warnings are said and let it. Settings are read when the checks run.
"""

import ipaddress
import os
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from joserfc import jwk

from jwt_auth import keys
from sessions_auth.stores import name_in_use

SECRET_LENGTH = 32
LIFETIMES = (
    *("SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS", "BARE_TOKEN_SECONDS"),
    *("ACCESS_TOKEN_SECONDS", "REFRESH_TOKEN_SECONDS", "REFRESH_ABSOLUTE_SECONDS"),
)


@register(Tags.security)
def modes(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What is wrong with the settings of the modes, and with the key file."""
    return [*lifetimes(), *exposure(), *stores(), *signing_keys()]


def lifetimes() -> Iterator[CheckMessage]:
    if wrong := [name for name in LIFETIMES if getattr(settings, name) <= 0]:
        yield Error(
            f"A lifetime is not positive: {', '.join(wrong)}.",
            hint="Lifetimes are whole seconds, 1 or more.",
            id="authdemo.E001",
        )
    if not 0 <= settings.REFRESH_RETRY_SECONDS <= settings.ACCESS_TOKEN_SECONDS:
        yield Error(
            "REFRESH_RETRY_SECONDS is negative, or longer than an access token lives.",
            hint="It forgives a lost answer, and hides a thief as long: make it seconds, or 0.",
            id="authdemo.E002",
        )
    if (
        settings.SESSION_IDLE_SECONDS > settings.SESSION_ABSOLUTE_SECONDS
        or settings.REFRESH_TOKEN_SECONDS > settings.REFRESH_ABSOLUTE_SECONDS
    ):
        yield Warning(
            "An idle lifetime is longer than the absolute one, which ends the login first.",
            hint="SESSION_IDLE_SECONDS and REFRESH_TOKEN_SECONDS are the shorter ones.",
            id="authdemo.W001",
        )
    if settings.ACCESS_TOKEN_SECONDS >= settings.REFRESH_TOKEN_SECONDS:
        yield Warning(
            "An access token lives as long as the refresh token behind it, which is then never asked for.",
            hint="Make ACCESS_TOKEN_SECONDS minutes: it is how long a logout takes to count.",
            id="authdemo.W002",
        )


def exposure() -> Iterator[CheckMessage]:
    if settings.LAB and not settings.DEBUG:
        yield Error(
            "LAB=1 with DEBUG=0: the lab shows credentials and lets requests choose their clock.",
            hint="Set LAB=0, or DEBUG=1 on a developer's machine.",
            id="authdemo.E003",
        )
    if settings.DEBUG and any(map(is_public, (settings.HOST, *settings.ALLOWED_HOSTS))):
        yield Warning(
            "DEBUG=1 on a public host: error pages show settings, and with LAB=1 requests choose their clock.",
            hint="Set DEBUG=0 and a SECRET_KEY, or keep HOST and ALLOWED_HOSTS to this machine.",
            id="authdemo.W003",
        )
    if not (settings.COOKIE_SECURE or settings.DEBUG):
        yield Error(
            "COOKIE_SECURE=0 with DEBUG=0: credentials would travel in the clear, in cookies that browsers refuse.",
            hint="Leave COOKIE_SECURE at 1 and serve over HTTPS.",
            id="authdemo.E004",
        )
    if len(settings.SECRET_KEY) < SECRET_LENGTH and not settings.DEBUG:
        yield Error(
            f"SECRET_KEY is shorter than {SECRET_LENGTH} characters: whoever guesses it forges what it signs.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="authdemo.E012",
        )
    if settings.TRUSTED_PROXIES < 0:
        yield Error(
            "TRUSTED_PROXIES is negative: clients would choose the address that attempts are counted by.",
            hint="Count the proxies of yours that a request passes; 0 for none.",
            id="authdemo.E005",
        )
    if settings.LOGIN_ATTEMPTS < 1:
        yield Error(
            "LOGIN_ATTEMPTS is less than 1: no password would ever be looked at.",
            hint="The default is 5 in 5 minutes.",
            id="authdemo.E006",
        )


def stores() -> Iterator[CheckMessage]:
    shared = "Set REDIS_URL to a server that every worker shares."
    if settings.JWT_DENYLIST and settings.REDIS_IN_PROCESS:
        yield Error(
            "JWT_DENYLIST=1 on a per-process cache: other workers would let a denied token in.",
            hint=shared,
            id="authdemo.E007",
        )
    if name_in_use() == "redis" and settings.REDIS_IN_PROCESS:
        yield Error("SESSION_STORE=redis, and there is no Redis.", hint=shared, id="authdemo.E008")
    if settings.REDIS_IN_PROCESS:
        yield Warning(
            "Login attempts are counted on a per-process cache: each worker for itself, and a restart forgets.",
            hint=shared,
            id="authdemo.W004",
        )
    if name_in_use() == "memory" and settings.WORKERS > 1:
        yield Warning(
            "SESSION_STORE=memory with more than one worker: only the worker that made a session knows it.",
            hint="Set WORKERS=1, or SESSION_STORE=redis or database.",
            id="authdemo.W005",
        )


def signing_keys() -> Iterator[CheckMessage]:
    """A file that isn't there yet will be made right."""
    try:
        jwks = keys.read_jwks()
        keys.key_set_of(jwks, settings.JWT_ALGORITHM)
    except keys.KeyFileUnusable as fault:
        hint = "Put the JWK Set back; or move the file away, and a new one is made."
        yield Error(str(fault), hint=hint, id="authdemo.E009")
        return
    if short := [entry["kid"] for entry in jwks if is_short(jwk.import_key(entry))]:
        yield Error(
            f"A key is too short to withstand guessing: {', '.join(short)}.",
            hint="HMAC keys have 32 bytes or more, RSA keys 2048 bits: `manage.py rotate_signing_key --retire`.",
            id="authdemo.E010",
        )
    if jwks and os.name == "posix" and os.stat(settings.JWT_KEYS).st_mode & 0o077:
        yield Error(
            f"Others can read {settings.JWT_KEYS}: whoever does can sign as anybody.",
            hint=f"chmod 600 {settings.JWT_KEYS}, and `manage.py rotate_signing_key --retire` if somebody may have.",
            id="authdemo.E011",
        )


def is_short(key: Any) -> bool:
    """RFC 7518: an HMAC key is as long as its hash (§3.2), an RSA modulus has 2048 bits (§3.3)."""
    match key.key_type:
        case "oct":
            return len(key.raw_value) < 32
        case "RSA":
            return bool(key.public_key.key_size < 2048)
    return False


def is_public(host: str) -> bool:
    """Whether anybody but this machine goes by that name."""
    name = host.strip("[].")
    try:
        return not ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name != "localhost" and not name.endswith(".localhost")
