"""System checks: what this mode needs of the project it stands in, each with an id and a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .stores import NAMES

OURS = "sessions_auth.middleware.SessionMiddleware"
DJANGOS = "django.contrib.sessions.middleware.SessionMiddleware"
JSON = "django.contrib.sessions.serializers.JSONSerializer"


@register(Tags.security)
def sessions(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*engine(), *middleware()]


def engine() -> Iterator[CheckMessage]:
    engines = [f"sessions_auth.stores.{name}" for name in NAMES]
    if settings.SESSION_ENGINE not in engines:
        yield Error(
            f"SESSION_ENGINE is {settings.SESSION_ENGINE}, which this mode can't ask whose a session is.",
            hint=f"Set SESSION_ENGINE to one of {', '.join(engines)}.",
            id="sessions_auth.E001",
        )
    if settings.SESSION_SERIALIZER != JSON:
        yield Error(
            "SESSION_SERIALIZER has no effect: a session is JSON in every store.",
            hint=f'Leave it at "{JSON}".',
            id="sessions_auth.E004",
        )


def middleware() -> Iterator[CheckMessage]:
    present = [name for name in settings.MIDDLEWARE if name in (OURS, DJANGOS)]
    if not present:
        yield Error(
            "No session middleware: requests have no session.",
            hint=f'Put "{OURS}" into MIDDLEWARE, before the CSRF middleware.',
            id="sessions_auth.E002",
        )
    if len(present) > 1:
        yield Error(
            "Two session middlewares: each would set and clear the other's cookie.",
            hint=f'Keep "{OURS}" (/session and /admin apart), or Django\'s (one session for the whole site).',
            id="sessions_auth.E003",
        )
    if present == [DJANGOS] and not settings.SESSION_SAVE_EVERY_REQUEST:
        yield Warning(
            "Django's SessionMiddleware notes no use of a session: each ends after its first idle time.",
            hint="Set SESSION_SAVE_EVERY_REQUEST = True, or use this package's middleware.",
            id="sessions_auth.W001",
        )
