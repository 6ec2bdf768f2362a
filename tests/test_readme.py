"""What the README tells a reader to type is typed here, against a real server."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.servers import Server

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
EXPECTED = [
    ['"email":"alice@example.com"', '"email":"alice@example.com"', '"revoked":true', '"code":"session_expired"'],
    ['"email":"alice@example.com"', '"revoked":false', '"email":"alice@example.com"'],
    ['"email":"alice@example.com"', '"revoked":true', '"code":"token_revoked"'],
]


@pytest.fixture(scope="module")
def server_url():
    with Server() as server:
        yield server.url


@pytest.mark.parametrize(
    ("block", "expected"), list(zip(BLOCKS, EXPECTED, strict=True)), ids=["session", "jwt", "refresh"]
)
def test_the_curl_session_runs_as_written(block, expected, server_url, tmp_path):
    script = block.replace("\ncurl ", "\necho; curl ")

    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env={"URL": server_url, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    answers = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    assert len(answers) == len(expected), ran.stdout + ran.stderr
    assert [text for text, answer in zip(expected, answers, strict=True) if text not in answer] == []


def test_every_switch_of_the_settings_is_in_the_table():
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "authdemo" / "settings.py").read_text()))
    told = set(re.findall(r"`([A-Z_]+)`", (ROOT / "README.md").read_text()))

    assert read - told == set()
