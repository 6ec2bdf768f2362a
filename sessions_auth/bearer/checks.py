"""System check: what this mode needs beside what sessions by cookie do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from ..checks import DJANGOS, OURS


@register(Tags.security)
def headers(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """No session middleware at all is sessions_auth.E002; an engine that isn't ours, sessions_auth.E001."""
    if OURS in settings.MIDDLEWARE or DJANGOS not in settings.MIDDLEWARE:
        return []
    says = "Django's SessionMiddleware reads cookies alone: a sign-in would give out tokens that nothing accepts."
    return [Error(says, f'Put "{OURS}" into MIDDLEWARE in its place.', id="sessions_auth.E008")]
