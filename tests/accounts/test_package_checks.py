"""What a package misses in the project it stands in is named by `check`, with an id and a hint."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.checks.registry import registry
from django.db import models
from django.test.utils import isolate_apps

from accounts.checks import accounts
from sessions_auth.bearer.checks import headers
from sessions_auth.checks import CSRF, DJANGOS, LATER, OURS, sessions

PACKAGES = ("accounts", "sessions_auth", "jwt_auth", "authdemo")
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MISSING: list[tuple[str, dict[str, Any]]] = [
    ("accounts.E001", {"CACHES": LOCMEM, "REDIS_IN_PROCESS": False}),
    ("accounts.E002", {"USE_TZ": False}),
    ("accounts.E003", {"DISPLAY_NAME_FIELD": "nickname"}),
    ("accounts.E006", {"AUTHENTICATION_BACKENDS": []}),
    ("accounts.E006", {"AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.RemoteUserBackend"]}),
    ("accounts.E010", {"INSTALLED_APPS": [name for name in ours.INSTALLED_APPS if name != "jwt_auth.bare"]}),
    ("sessions_auth.E001", {"SESSION_ENGINE": "django.contrib.sessions.backends.db"}),
    ("sessions_auth.E002", {"MIDDLEWARE": []}),
    ("sessions_auth.E003", {"MIDDLEWARE": [DJANGOS, OURS]}),
    *(("sessions_auth.E007", {"MIDDLEWARE": [name, OURS]}) for name in LATER),
    ("sessions_auth.E007", {"MIDDLEWARE": [CSRF, OURS], "CSRF_USE_SESSIONS": True}),
    ("sessions_auth.E004", {"SESSION_SERIALIZER": "django.core.signing.JSONSerializer"}),
    ("sessions_auth.W001", {"MIDDLEWARE": [DJANGOS]}),
]


def messages() -> list[Any]:
    return [*accounts(None), *sessions(None)]


def test_this_project_has_all_they_need() -> None:
    assert messages() == []


@pytest.mark.parametrize(("name", "wrong"), MISSING, ids=[f"{name} {' '.join(wrong)}" for name, wrong in MISSING])
def test_what_is_missing_is_named(settings: Any, name: str, wrong: dict[str, Any]) -> None:
    for setting, value in wrong.items():
        setattr(settings, setting, value)

    (message,) = messages()

    assert (message.id, bool(message.hint)) == (name, True)


def test_an_opaque_token_needs_our_middleware(settings: Any) -> None:
    """With Django's own, which reads cookies alone, whoever signed in would be nobody in the next request."""
    assert headers(None) == []
    settings.MIDDLEWARE = [DJANGOS if name == OURS else name for name in settings.MIDDLEWARE]

    (message,) = headers(None)

    assert (message.id, OURS in str(message.hint)) == ("sessions_auth.E008", True)


def test_djangos_own_middleware_will_do_for_cookies(settings: Any) -> None:
    settings.MIDDLEWARE, settings.SESSION_SAVE_EVERY_REQUEST = [DJANGOS], True

    assert messages() == []


@isolate_apps("accounts")
def test_a_user_model_that_lacks_what_a_mode_needs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(AbstractBaseUser):
        id = models.UUIDField(primary_key=True)
        display_name = models.TextField()

        class Meta:
            app_label = "accounts"

    monkeypatch.setattr("accounts.checks.get_user_model", lambda: Bare)

    assert [message.id for message in messages()] == ["accounts.E004", "accounts.E005"]
    assert "email, is_active," in messages()[0].msg


def test_each_id_is_given_once() -> None:
    """In the whole project: whoever silences one silences one."""
    files = [file for package in PACKAGES for file in Path(import_module(package).__path__[0]).glob("checks.py")]
    ids = [name for file in files for name in re.findall(r'id="([\w.]+)"', file.read_text())]

    assert len(files) == len(PACKAGES)
    assert sorted(ids) == sorted(set(ids))
    assert {name.partition(".")[0] for name in ids} == set(PACKAGES)


def test_the_token_modes_register_their_checks_once() -> None:
    assert [check.__name__ for check in registry.get_checks() if check.__module__ == "jwt_auth.checks"] == ["tokens"]
