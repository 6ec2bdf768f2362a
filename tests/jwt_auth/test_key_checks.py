"""A key file that would weaken the tokens is named by a system check, and looking at it makes none."""

import json
import os
import warnings
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwk
from joserfc.errors import SecurityWarning

from jwt_auth import keys
from jwt_auth.algorithms import GENERATORS, new_key
from jwt_auth.checks import tokens


@pytest.fixture(autouse=True)
def key_file(settings: Any, tmp_path: Path) -> None:
    settings.JWT_KEYS = tmp_path / "keys.json"


def found() -> set[str]:
    return {str(message.id) for message in tokens(None)}


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


def test_keys_that_we_made_pass(settings: Any) -> None:
    for algorithm in GENERATORS:
        settings.JWT_ALGORITHM = algorithm
        keys.add_key()

    assert found() == set()


@pytest.mark.filterwarnings("ignore:Key size should be")
@pytest.mark.parametrize("algorithm", ["HS256", "RS256"])
def test_a_short_key_is_named(settings: Any, algorithm: str) -> None:
    """Whether it signs, or only verifies any more."""
    short = short_key(algorithm)
    write_keys(settings, short, new_key("ES256"))

    for settings.JWT_ALGORITHM in (algorithm, "ES256", "EdDSA"):
        (message,) = tokens(None)

        assert message.id == "jwt_auth.E005"
        assert short["kid"] in message.msg


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_file_open_to_others_is_named(settings: Any, mode: int) -> None:
    write_keys(settings, new_key("HS256"), mode=mode)

    assert found() == {"jwt_auth.E006"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"keys": [{}]}', '{"keys": 7}', "\0"])
def test_a_key_file_that_holds_no_keys_is_named(settings: Any, content: str) -> None:
    Path(settings.JWT_KEYS).write_text(content)

    assert found() == {"jwt_auth.E004"}


def test_looking_makes_no_key(settings: Any) -> None:
    assert found() == set()
    assert not Path(settings.JWT_KEYS).exists()
