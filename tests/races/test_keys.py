"""However many begin at once, one key is made and all agree on it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings

from jwt_auth import keys

pytestmark = pytest.mark.races

# Each says that it is there, and then answers every path that it is told with what it found there.
AGREE_ON_A_KEY = """
import sys
from django.conf import settings
settings.configure(JWT_ALGORITHM="ES256")
import jwt_auth.keys
print("ready", flush=True)
for line in sys.stdin:
    settings.JWT_KEYS = line.strip()
    print(jwt_auth.keys.current().signing.kid, flush=True)
"""
AGREE_ON_A_SECRET = """
import sys
from pathlib import Path
from authdemo import settings
print("ready", flush=True)
for line in sys.stdin:
    settings.DATA_DIR = Path(line.strip())
    print(settings._developers_secret(), flush=True)
"""


@pytest.mark.parametrize("algorithm", ["HS256", "ES256", "EdDSA"])
def test_threads_that_find_no_key_make_one(race: Any, settings: Any, tmp_path: Path, algorithm: str) -> None:
    settings.JWT_ALGORITHM = algorithm

    for n in range(40):
        settings.JWT_KEYS = tmp_path / f"{n}.json"
        signing = race(*[lambda: keys.current().signing.kid] * 8)

        held = json.loads(settings.JWT_KEYS.read_text())["keys"]
        assert [key["kid"] for key in held] == list(set(signing))


def test_no_simultaneous_rotation_loses_anothers_key(race: Any, settings: Any, tmp_path: Path) -> None:
    for n in range(20):
        settings.JWT_KEYS = tmp_path / f"{n}.json"
        race(*[lambda: keys.add_key(rotate=True)] * 6, *[lambda: keys.current().signing.kid] * 2)

        assert len(keys.current().keys) in (6, 7)  # one more if a reader came first and found none


@pytest.mark.parametrize("program", [AGREE_ON_A_KEY, AGREE_ON_A_SECRET], ids=["key", "secret"])
def test_processes_that_find_nothing_make_one(tmp_path: Path, program: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=project_settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    try:
        assert {process.stdout.readline() for process in processes if process.stdout} == {"ready\n"}
        for n in range(50):
            place = tmp_path / str(n)
            if program is AGREE_ON_A_SECRET:
                place.mkdir()
            for process in processes:
                assert process.stdin
                process.stdin.write(f"{place}\n")
                process.stdin.flush()
            answers = {process.stdout.readline().strip() for process in processes if process.stdout}
            assert len(answers) == 1, answers
            assert len(answers.pop()) > 20
    finally:
        for process in processes:
            process.communicate(timeout=10)
