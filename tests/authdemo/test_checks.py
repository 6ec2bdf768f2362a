"""Each misconfiguration that would weaken a mode is named by a system check."""

import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from joserfc import jwk
from joserfc.errors import SecurityWarning

from authdemo import checks
from jwt_auth import keys
from jwt_auth.algorithms import GENERATORS, new_key

SOUND = {
    "DEBUG": False, "LAB": False, "HOST": "127.0.0.1", "ALLOWED_HOSTS": ["example.org"], "COOKIE_SECURE": True,
    "SESSION_ENGINE": "sessions_auth.stores.redis", "REDIS_IN_PROCESS": False, "WORKERS": 4, "JWT_DENYLIST": True,
}  # fmt: skip
WRONG: list[tuple[str, dict[str, Any]]] = [
    *(("E001", {name: 0}) for name in checks.LIFETIMES),
    ("E001", {"BARE_TOKEN_SECONDS": -1}),
    ("E002", {"REFRESH_RETRY_SECONDS": -1}),
    ("E002", {"REFRESH_RETRY_SECONDS": 61, "ACCESS_TOKEN_SECONDS": 60}),
    ("E003", {"LAB": True}),
    ("E004", {"COOKIE_SECURE": False}),
    ("E005", {"TRUSTED_PROXIES": -1}),
    ("E006", {"LOGIN_ATTEMPTS": 0}),
    ("E007", {"REDIS_IN_PROCESS": True, "SESSION_ENGINE": "sessions_auth.stores.database"}),
    ("E008", {"REDIS_IN_PROCESS": True, "JWT_DENYLIST": False}),
    ("W001", {"SESSION_IDLE_SECONDS": 601, "SESSION_ABSOLUTE_SECONDS": 600}),
    ("W001", {"REFRESH_TOKEN_SECONDS": 1001, "REFRESH_ABSOLUTE_SECONDS": 1000}),
    ("W002", {"ACCESS_TOKEN_SECONDS": 3600, "REFRESH_TOKEN_SECONDS": 3600}),
    ("W003", {"DEBUG": True}),
    ("W003", {"DEBUG": True, "ALLOWED_HOSTS": ["*"]}),
    ("W003", {"DEBUG": True, "ALLOWED_HOSTS": [], "HOST": "0.0.0.0"}),
    ("W003", {"DEBUG": True, "ALLOWED_HOSTS": [], "HOST": "::"}),
    ("W004", {"REDIS_IN_PROCESS": True, "JWT_DENYLIST": False, "SESSION_ENGINE": "sessions_auth.stores.database"}),
    ("W005", {"SESSION_ENGINE": "sessions_auth.stores.memory"}),
]
# What else one wrong setting breaks, and is named for.
ALSO = {
    "SESSION_ABSOLUTE_SECONDS": {"W001"}, "REFRESH_ABSOLUTE_SECONDS": {"W001"}, "REFRESH_TOKEN_SECONDS": {"W002"},
    "ACCESS_TOKEN_SECONDS": {"E002"}, "REDIS_IN_PROCESS": {"W004"},
}  # fmt: skip


@pytest.fixture
def configure(settings: Any, tmp_path: Path) -> Any:
    settings.JWT_KEYS = tmp_path / "keys.json"

    def configured(**more: Any) -> None:
        for name, value in {**SOUND, **more}.items():
            setattr(settings, name, value)

    return configured


def found() -> set[str]:
    return {str(message.id).removeprefix("authdemo.") for message in checks.modes(None)}


@pytest.mark.parametrize(
    "differently",
    [
        {},
        {"DEBUG": True, "LAB": True, "COOKIE_SECURE": False, "ALLOWED_HOSTS": ["localhost", ".localhost", "[::1]"]},
        {"SESSION_ENGINE": "sessions_auth.stores.memory", "WORKERS": 1},
        {"REFRESH_RETRY_SECONDS": 0},
    ],
    ids=["production", "developer", "one worker", "no retry window"],
)
def test_a_sound_configuration_passes(configure: Any, differently: dict[str, Any]) -> None:
    configure(**differently)

    assert found() == set()


@pytest.mark.parametrize(("name", "wrong"), WRONG, ids=[f"{name} {' '.join(wrong)}" for name, wrong in WRONG])
def test_a_weakness_is_named(configure: Any, name: str, wrong: dict[str, Any]) -> None:
    configure(**wrong)

    messages = checks.modes(None)

    assert name in found()
    assert found() - {name} <= set().union(*(ALSO.get(setting, set()) for setting in wrong))
    assert all(message.hint for message in messages)
    assert all(isinstance(message, Error) == (".E" in str(message.id)) for message in messages)


def write_keys(settings: Any, *entries: Any, mode: int = 0o600) -> None:
    Path(settings.JWT_KEYS).write_text(json.dumps({"keys": entries}))
    os.chmod(settings.JWT_KEYS, mode)


def short_key(algorithm: str) -> dict[str, Any]:
    """31 bytes of HMAC key; 1024 bits of RSA, at which joserfc warns too."""
    kind: Any = GENERATORS[algorithm][0]
    with warnings.catch_warnings(action="ignore", category=SecurityWarning):
        made: Any = jwk.generate_key(
            kind, {"oct": 248, "RSA": 1024}[kind], {"alg": algorithm, "use": "sig"}, auto_kid=True
        )
    return dict(made.as_dict(private=True))


def test_keys_that_we_made_pass(configure: Any, settings: Any) -> None:
    configure()
    for algorithm in GENERATORS:
        settings.JWT_ALGORITHM = algorithm
        keys.add_key()

    assert found() == set()


@pytest.mark.filterwarnings("ignore:Key size should be")
@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_a_short_key_is_named(configure: Any, settings: Any, algorithm: str) -> None:
    """Whether it signs, or only verifies any more."""
    configure()
    short = short_key(algorithm)
    write_keys(settings, short, new_key("ES256"))

    for settings.JWT_ALGORITHM in (algorithm, "ES256", "EdDSA"):
        (message,) = checks.modes(None)

        assert message.id == "authdemo.E010"
        assert short["kid"] in message.msg


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_open_to_others_is_named(configure: Any, settings: Any, mode: int) -> None:
    configure()
    write_keys(settings, new_key("HS256"), mode=mode)

    assert found() == {"E011"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": [{}]}', '{"keys": 7}', "\0"])
def test_a_key_file_that_holds_no_keys_is_named(configure: Any, settings: Any, content: str) -> None:
    configure()
    Path(settings.JWT_KEYS).write_text(content)

    assert found() == {"E009"}


def test_looking_makes_no_key(configure: Any, settings: Any) -> None:
    configure()

    assert found() == set()
    assert not Path(settings.JWT_KEYS).exists()


def test_an_error_keeps_commands_from_running(configure: Any, settings: Any) -> None:
    configure(LOGIN_ATTEMPTS=0)

    with pytest.raises(CommandError, match=r"authdemo\.E006"):
        call_command("check")
