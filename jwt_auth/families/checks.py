"""System checks: what the modes with refresh tokens need beside what all token modes do. Registered once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from ..checks import lifetimes
from .conf import conf

LIFETIMES = ("REFRESH_TOKEN_SECONDS", "REFRESH_ABSOLUTE_SECONDS")


@register(Tags.security)
def families(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*lifetimes(conf, LIFETIMES), *spans()]


def spans() -> Iterator[CheckMessage]:
    if not 0 <= conf.REFRESH_RETRY_SECONDS <= conf.ACCESS_TOKEN_SECONDS:
        yield Error(
            "REFRESH_RETRY_SECONDS is negative, or longer than an access token lives.",
            hint="It forgives a lost answer, and hides a thief as long: make it seconds, or 0.",
            id="jwt_auth.E002",
        )
    if conf.REFRESH_TOKEN_SECONDS > conf.REFRESH_ABSOLUTE_SECONDS:
        yield Warning(
            "A refresh token's idle lifetime is longer than the absolute one, which ends the login first.",
            hint="REFRESH_TOKEN_SECONDS is the shorter one.",
            id="jwt_auth.W001",
        )
    if conf.ACCESS_TOKEN_SECONDS >= conf.REFRESH_TOKEN_SECONDS:
        yield Warning(
            "An access token lives as long as the refresh token behind it, which is then never asked for.",
            hint="Make ACCESS_TOKEN_SECONDS minutes: it is how long a logout takes to count.",
            id="jwt_auth.W002",
        )
