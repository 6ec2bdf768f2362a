"""System checks: what this package needs of the project it stands in, each with an id and a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db.models import IntegerField
from django.urls import get_resolver

from .conf import conf
from .credentials import password_backend
from .views import ApiView


@register(Tags.security)
def accounts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*stores(), *user_model(), *attempts(), *hashes(), *cookies(), *apps_of_views()]


def stores() -> Iterator[CheckMessage]:
    backend = str(settings.CACHES.get("default", {}).get("BACKEND", ""))
    if not (conf.REDIS_IN_PROCESS or backend.startswith("django_redis.")):
        yield Error(
            "The cache `default` is no Redis: login attempts can't be counted for all workers.",
            hint='CACHES["default"] = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": …}',
            id="accounts.E001",
        )
    if not settings.USE_TZ:
        yield Error("USE_TZ is off: every time here is aware.", hint="Set USE_TZ = True.", id="accounts.E002")


def user_model() -> Iterator[CheckMessage]:
    model = get_user_model()
    fields = {field.name for field in model._meta.concrete_fields}
    if conf.DISPLAY_NAME_FIELD not in fields:
        yield Error(
            f"The user model has no field {conf.DISPLAY_NAME_FIELD}, which `profile` shows and edits.",
            hint='Set DISPLAY_NAME_FIELD to one that it has; Django\'s own User has "first_name".',
            id="accounts.E003",
        )
    if missing := [name for name in ("email", "is_active", "password") if name not in fields]:
        yield Error(
            f"The user model has no field {', '.join(missing)}, which every mode reads or asks the database for.",
            hint="accounts.protocols.UserModel says what a mode needs; Django's AbstractUser has it all.",
            id="accounts.E004",
        )
    key: Any = model._meta.pk
    if not isinstance(getattr(key, "target_field", key), IntegerField):
        yield Error(
            "The user model's primary key is no whole number, which events and tokens name it by.",
            hint="Give it Django's BigAutoField, and what it was known by a field of its own.",
            id="accounts.E005",
        )
    if not settings.AUTH_PASSWORD_VALIDATORS:
        yield Warning(
            "AUTH_PASSWORD_VALIDATORS is empty: a new password may be anything.",
            hint="Django's startproject has four; NIST SP 800-63B §3.1.1.2 asks for length and a blocklist.",
            id="accounts.W002",
        )
    if not any(map(password_backend, settings.AUTHENTICATION_BACKENDS)):
        yield Error(
            "No authentication backend takes a username and a password: nobody could sign in.",
            hint='AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]',
            id="accounts.E006",
        )


def attempts() -> Iterator[CheckMessage]:
    if conf.LOGIN_ATTEMPTS < 1:
        yield Error(
            "LOGIN_ATTEMPTS is less than 1: no password would ever be looked at.",
            hint="The default is 5 in 5 minutes.",
            id="accounts.E007",
        )
    if conf.MAX_LOGINS < 1:
        yield Error(
            "MAX_LOGINS is less than 1: each login would end itself.",
            hint="The default is 50, of an account and in each mode.",
            id="accounts.E011",
        )
    if conf.TRUSTED_PROXIES < 0:
        yield Error(
            "TRUSTED_PROXIES is negative: clients would choose the address that attempts are counted by.",
            hint="Count the proxies of yours that a request passes; 0 for none.",
            id="accounts.E008",
        )
    if conf.REDIS_IN_PROCESS:
        yield Warning(
            "Login attempts are counted on a per-process cache: each worker for itself, and a restart forgets.",
            hint="Let the cache `default` be a Redis that every worker shares.",
            id="accounts.W001",
        )


def hashes() -> Iterator[CheckMessage]:
    memory, time, lanes = conf.ARGON2_MEMORY_KIB, conf.ARGON2_TIME_COST, conf.ARGON2_PARALLELISM
    if not (1 <= lanes < 2**24 and 8 * lanes <= memory < 2**32 and 1 <= time < 2**32):
        yield Error(
            "ARGON2_MEMORY_KIB, ARGON2_TIME_COST, ARGON2_PARALLELISM: no hash costs that; each sign-in would fail.",
            hint="RFC 9106 §3.1: one lane and one pass at least, and 8 KiB for each lane. The default is 19456, 2, 1.",
            id="accounts.E012",
        )


def cookies() -> Iterator[CheckMessage]:
    if not (conf.COOKIE_SECURE or settings.DEBUG):
        yield Error(
            "COOKIE_SECURE=0 with DEBUG=0: credentials would travel in the clear, in cookies that browsers refuse.",
            hint="Leave COOKIE_SECURE at 1 and serve over HTTPS.",
            id="accounts.E009",
        )


def apps_of_views() -> Iterator[CheckMessage]:
    """A mode works, up to a point, without its app; then a changed password ends no login of its."""
    resolver = get_resolver() if getattr(settings, "ROOT_URLCONF", None) else None
    for module in sorted({view.__module__ for view in views(resolver)}):
        if not apps.get_containing_app_config(module):
            yield Error(
                f"{module} is mounted, and its app is not installed: no check of its, and no signal, is connected.",
                hint=f'Add "{module.rpartition(".")[0]}" to INSTALLED_APPS.',
                id="accounts.E010",
            )


def views(pattern: Any) -> Iterator[type[ApiView]]:
    """The calls of ours that are mounted under this URL pattern or resolver."""
    view = getattr(getattr(pattern, "callback", None), "cls", None)
    if isinstance(view, type) and issubclass(view, ApiView):
        yield view
    for each in getattr(pattern, "url_patterns", ()):
        yield from views(each)
