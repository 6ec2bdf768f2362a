"""System checks: what this package needs of the project it stands in, each with an id and a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register

from .conf import conf


@register(Tags.security)
def accounts(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*stores(), *user_model()]


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
    fields = {field.name for field in get_user_model()._meta.get_fields()}
    if conf.DISPLAY_NAME_FIELD not in fields:
        yield Error(
            f"The user model has no field {conf.DISPLAY_NAME_FIELD}, which `profile` shows and edits.",
            hint='Set DISPLAY_NAME_FIELD to one that it has; Django\'s own User has "first_name".',
            id="accounts.E003",
        )
    if "email" not in fields:
        yield Error(
            "The user model has no field email, which answers and tokens name.",
            hint="Give it one, and set CLAIMS to a function that says where it is.",
            id="accounts.E004",
        )
