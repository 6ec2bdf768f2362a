"""What a package misses in the project it stands in is named by `check`, with an id and a hint."""

from typing import Any

import pytest

from accounts.checks import accounts
from sessions_auth.checks import DJANGOS, OURS, sessions

LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MISSING: list[tuple[str, dict[str, Any]]] = [
    ("accounts.E001", {"CACHES": LOCMEM, "REDIS_IN_PROCESS": False}),
    ("accounts.E002", {"USE_TZ": False}),
    ("accounts.E003", {"DISPLAY_NAME_FIELD": "nickname"}),
    ("sessions_auth.E001", {"SESSION_ENGINE": "django.contrib.sessions.backends.db"}),
    ("sessions_auth.E002", {"MIDDLEWARE": []}),
    ("sessions_auth.E003", {"MIDDLEWARE": [DJANGOS, OURS]}),
    ("sessions_auth.E004", {"SESSION_SERIALIZER": "django.core.signing.JSONSerializer"}),
    ("sessions_auth.W001", {"MIDDLEWARE": [DJANGOS]}),
]


def messages() -> list[Any]:
    return [*accounts(None), *sessions(None)]


def test_this_project_has_all_they_need() -> None:
    assert messages() == []


@pytest.mark.parametrize(("name", "wrong"), MISSING, ids=[name for name, _ in MISSING])
def test_what_is_missing_is_named(settings: Any, name: str, wrong: dict[str, Any]) -> None:
    for setting, value in wrong.items():
        setattr(settings, setting, value)

    (message,) = messages()

    assert (message.id, bool(message.hint)) == (name, True)


def test_djangos_own_middleware_will_do(settings: Any) -> None:
    settings.MIDDLEWARE, settings.SESSION_SAVE_EVERY_REQUEST = [DJANGOS], True

    assert messages() == []
