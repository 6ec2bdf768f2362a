"""Each misconfiguration that would weaken a mode is named by a system check: of the package whose setting it is."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.checks import Error
from django.core.management import CommandError, call_command

from accounts.checks import accounts
from authdemo.checks import composition
from jwt_auth.checks import LIFETIMES as TOKEN_LIFETIMES
from jwt_auth.checks import tokens
from jwt_auth.families.checks import LIFETIMES as FAMILY_LIFETIMES
from jwt_auth.families.checks import families
from sessions_auth.checks import LIFETIMES as SESSION_LIFETIMES
from sessions_auth.checks import sessions

DATABASE = "sessions_auth.stores.database"
SOUND = {
    "SECRET_KEY": "k" * 32,
    "DEBUG": False, "LAB": False, "HOST": "127.0.0.1", "ALLOWED_HOSTS": ["example.org"], "COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "SESSION_ENGINE": "sessions_auth.stores.redis", "REDIS_IN_PROCESS": False, "WORKERS": 4, "JWT_DENYLIST": True,
    "INTROSPECTION_SECRET": "i" * 32, "JWT_REVOCATION": "none", "FRESH_CALLS": [],
}  # fmt: skip
WRONG: list[tuple[str, dict[str, Any]]] = [
    *(("jwt_auth.E001", {name: 0}) for name in TOKEN_LIFETIMES),
    *(("jwt_auth.E001", {name: 0}) for name in FAMILY_LIFETIMES),
    *(("sessions_auth.E006", {name: 0}) for name in SESSION_LIFETIMES),
    ("jwt_auth.E001", {"BARE_TOKEN_SECONDS": -1}),
    *(
        row
        for row in (
            ("jwt_auth.E002", {"REFRESH_RETRY_SECONDS": -1}),
            ("jwt_auth.E002", {"REFRESH_RETRY_SECONDS": 61, "ACCESS_TOKEN_SECONDS": 60}),
            ("jwt_auth.W001", {"REFRESH_TOKEN_SECONDS": 1001, "REFRESH_ABSOLUTE_SECONDS": 1000}),
            ("jwt_auth.W002", {"ACCESS_TOKEN_SECONDS": 3600, "REFRESH_TOKEN_SECONDS": 3600}),
        )
        if FAMILY_LIFETIMES
    ),
    ("authdemo.E001", {"LAB": True}),
    ("authdemo.E002", {"SECRET_KEY": "k" * 31}),
    ("authdemo.E004", {"METRICS_TOKEN": "k" * 31}),
    *(("authdemo.E003", {"INTROSPECTION_SECRET": secret}) for secret in ("i" * 31, "i" * 32 + "+", "i" * 32 + ":")),
    ("accounts.E009", {"COOKIE_SECURE": False}),
    ("accounts.E008", {"TRUSTED_PROXIES": -1}),
    ("accounts.E007", {"LOGIN_ATTEMPTS": 0}),
    ("accounts.E011", {"MAX_LOGINS": 0}),
    *(("accounts.E012", {"ARGON2_MEMORY_KIB": kib}) for kib in (-1, 0, 7, 2**32)),
    *(("accounts.E012", {"ARGON2_TIME_COST": passes}) for passes in (-1, 0, 2**32)),
    *(("accounts.E012", {"ARGON2_PARALLELISM": lanes}) for lanes in (-1, 0, 2433)),
    ("jwt_auth.E003", {"REDIS_IN_PROCESS": True, "SESSION_ENGINE": DATABASE}),
    *(
        (
            "jwt_auth.E003",
            {"REDIS_IN_PROCESS": True, "SESSION_ENGINE": DATABASE, "JWT_DENYLIST": False, "JWT_REVOCATION": s},
        )
        for s in ("denylist", "not-before", "both")
    ),
    ("jwt_auth.E007", {"JWT_REVOCATION": "sometimes"}),
    ("jwt_auth.E008", {"JWT_REVOCATION": "not-before"}),
    ("jwt_auth.E008", {"JWT_REVOCATION": "lookup"}),
    *(
        ("jwt_auth.E009", {"FRESH_CALLS": ["report", name]})
        for name in ("login", "", "logins/x", "Report", "refresh-token")
    ),
    ("sessions_auth.E005", {"REDIS_IN_PROCESS": True, "JWT_DENYLIST": False}),
    ("sessions_auth.W002", {"SESSION_IDLE_SECONDS": 601, "SESSION_ABSOLUTE_SECONDS": 600}),
    ("authdemo.E005", {"ROOT_URLCONF": None}),
    (
        "authdemo.E006",
        {"MIDDLEWARE": [name for name in ours.MIDDLEWARE if "First" not in name]},
    ),
    *(("authdemo.E007", {name: None}) for name in ("STATIC_URL", "REST_FRAMEWORK", "SPECTACULAR_SETTINGS")),
    ("authdemo.W003", {"CSRF_COOKIE_NAME": "csrftoken"}),
    ("accounts.W002", {"AUTH_PASSWORD_VALIDATORS": []}),
    ("sessions_auth.W003", {"COOKIE_PREFIX": "__Secure-", "SESSION_COOKIE_NAME": "sessionId"}),
    ("authdemo.W001", {"DEBUG": True}),
    ("authdemo.W001", {"DEBUG": True, "ALLOWED_HOSTS": ["*"]}),
    ("authdemo.W001", {"DEBUG": True, "ALLOWED_HOSTS": [], "HOST": "0.0.0.0"}),
    ("authdemo.W001", {"DEBUG": True, "ALLOWED_HOSTS": [], "HOST": "::"}),
    (
        "accounts.W001",
        {"REDIS_IN_PROCESS": True, "JWT_DENYLIST": False, "SESSION_ENGINE": "sessions_auth.stores.database"},
    ),
    ("authdemo.W002", {"SESSION_ENGINE": "sessions_auth.stores.memory"}),
]
WRONG = [row for row in WRONG if all(hasattr(ours, name) for name in row[1])]
# What else one wrong setting breaks, and is named for.
ALSO = {
    "SESSION_ABSOLUTE_SECONDS": {"sessions_auth.W002"}, "REFRESH_ABSOLUTE_SECONDS": {"jwt_auth.W001"},
    "REFRESH_TOKEN_SECONDS": {"jwt_auth.W002"}, "ACCESS_TOKEN_SECONDS": {"jwt_auth.E002"},
    "REDIS_IN_PROCESS": {"accounts.W001"},
}  # fmt: skip


@pytest.fixture
def configure(settings: Any, tmp_path: Path) -> Any:
    settings.JWT_KEYS = tmp_path / "keys.json"

    def configured(**more: Any) -> None:
        for name, value in {**SOUND, **more}.items():
            setattr(settings, name, value)

    return configured


def messages() -> list[Any]:
    return [message for check in (accounts, sessions, tokens, families, composition) for message in check(None)]


def found() -> set[str]:
    return {str(message.id) for message in messages()}


@pytest.mark.parametrize(
    "differently",
    [
        {},
        {"DEBUG": True, "LAB": True, "COOKIE_SECURE": False, "ALLOWED_HOSTS": ["localhost", ".localhost", "[::1]"]},
        {"SESSION_ENGINE": "sessions_auth.stores.memory", "WORKERS": 1},
        {"REFRESH_RETRY_SECONDS": 0},
        {"JWT_REVOCATION": "both", "FRESH_CALLS": ["report", "password"]},
        {"JWT_REVOCATION": "lookup", "JWT_DENYLIST": False},
    ],
    ids=["production", "developer", "one worker", "no retry window", "the dial by both its names", "looked up"],
)
def test_a_sound_configuration_passes(configure: Any, differently: dict[str, Any]) -> None:
    configure(**differently)

    assert found() == set()


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=[f"{name} {' '.join(wrong)}" for name, wrong in WRONG])
def test_a_weakness_is_named(configure: Any, name: str, wrong: dict[str, Any]) -> None:
    configure(**wrong)

    assert name in found()
    assert found() - {name} <= set().union(*(ALSO.get(setting, set()) for setting in wrong))
    assert all(message.hint for message in messages())
    assert all(isinstance(message, Error) == (".E" in str(message.id)) for message in messages())


def test_an_error_keeps_commands_from_running(configure: Any, settings: Any) -> None:
    configure(LOGIN_ATTEMPTS=0)

    with pytest.raises(CommandError, match=r"accounts\.E007"):
        call_command("check")
