"""System checks: what this mode needs of the project it stands in, each with an id and a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from .conf import conf
from .stores import NAMES, name_in_use

OURS = "sessions_auth.middleware.SessionMiddleware"
DJANGOS = "django.contrib.sessions.middleware.SessionMiddleware"
JSON = "django.contrib.sessions.serializers.JSONSerializer"
LIFETIMES = ("SESSION_IDLE_SECONDS", "SESSION_ABSOLUTE_SECONDS")
# Which middleware looks for a session that was there before it.
LATER = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
CSRF = "django.middleware.csrf.CsrfViewMiddleware"


@register(Tags.security)
def sessions(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*engine(), *lifetimes(), *middleware()]


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
    if not settings.SESSION_COOKIE_NAME.startswith(conf.COOKIE_PREFIX):
        yield Warning(
            f"SESSION_COOKIE_NAME is {settings.SESSION_COOKIE_NAME}, without the prefix of every other cookie.",
            hint=f'SESSION_COOKIE_NAME = "{conf.COOKIE_PREFIX}sessionId", which browsers take over HTTPS alone.',
            id="sessions_auth.W003",
        )
    if name_in_use() == "redis" and conf.REDIS_IN_PROCESS:
        yield Error(
            "Sessions are kept in Redis, and there is no Redis.",
            hint="Let the cache `default` be a Redis that every worker shares, or keep sessions in the database.",
            id="sessions_auth.E005",
        )


def lifetimes() -> Iterator[CheckMessage]:
    if wrong := [name for name in LIFETIMES if getattr(conf, name) <= 0]:
        yield Error(
            f"A lifetime is not positive: {', '.join(wrong)}.",
            hint="Lifetimes are whole seconds, 1 or more.",
            id="sessions_auth.E006",
        )
    if conf.SESSION_IDLE_SECONDS > conf.SESSION_ABSOLUTE_SECONDS:
        yield Warning(
            "A session's idle lifetime is longer than the absolute one, which ends the login first.",
            hint="SESSION_IDLE_SECONDS is the shorter one.",
            id="sessions_auth.W002",
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
            hint=f'Keep "{OURS}" (each path has its own), or Django\'s (one session for the whole site).',
            id="sessions_auth.E003",
        )
    later = (*LATER, CSRF) if settings.CSRF_USE_SESSIONS else LATER
    earlier = settings.MIDDLEWARE[: settings.MIDDLEWARE.index(present[0])] if present else []
    if early := [name for name in earlier if name in later]:
        yield Error(
            f"Before the session middleware there is no session, which this one needs: {', '.join(early)}.",
            hint=f"Put {present[0]} before it in MIDDLEWARE.",
            id="sessions_auth.E007",
        )
    if present == [DJANGOS] and not settings.SESSION_SAVE_EVERY_REQUEST:
        yield Warning(
            "Django's SessionMiddleware notes no use of a session: each ends after its first idle time.",
            hint="Set SESSION_SAVE_EVERY_REQUEST = True, or use this package's middleware.",
            id="sessions_auth.W001",
        )
