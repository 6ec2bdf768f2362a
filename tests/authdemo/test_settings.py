"""A setting that can't be meant is refused at start, in one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REFUSALS = [
    ({"DEBUG": "0"}, "SECRET_KEY"),
    ({"DEBUG": "0", "SECRET_KEY": ""}, "SECRET_KEY"),
    ({"DEBUG": "0", "SECRET_KEY": "k" * 50, "LAB": "1"}, "LAB=1"),
    ({"DEBUG": "1", "SESSION_STORE": "floppy"}, "SESSION_STORE"),
    ({"DEBUG": "1", "JWT_ALGORITHM": "none"}, "JWT_ALGORITHM"),
    ({"DEBUG": "1", "ACCESS_TOKEN_SECONDS": "soon"}, "ACCESS_TOKEN_SECONDS"),
    ({"DEBUG": "1", "COOKIE_SECURE": "ture"}, "COOKIE_SECURE"),
    ({"DEBUG": "1", "JWT_DENYLIST": ""}, "JWT_DENYLIST"),
    *(
        ({"DEBUG": "1", "CORS_ALLOWED_ORIGINS": f"https://app.example,{origin}"}, "CORS_ALLOWED_ORIGINS")
        for origin in ("*", "null", "app.example", "https://*.example", "https://app.example/", "HTTPS://APP.EXAMPLE")
    ),
    *(
        ({"DEBUG": "1", "JWT_ISSUER": issuer}, "JWT_ISSUER")
        for issuer in ("https://", "https://a.example/", "https://a.example?b", "urn:a", "javascript://a")
    ),
]
READ = (ROOT / "authdemo/settings.py").read_text()
REFUSALS = [row for row in REFUSALS if all(f'"{name}"' in READ for name in row[0])]


def manage(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py …` with nothing in its environment but this."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("environment", "named"), REFUSALS, ids=[" ".join(e) + f" ({n})" for e, n in REFUSALS])
def test_a_setting_that_cannot_be_meant_is_refused(tmp_path: Path, environment: dict[str, str], named: str) -> None:
    done = manage(tmp_path, "check", **environment)

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("Refusing to start: ")
    assert done.stderr.count("\n") == 1
    assert named in done.stderr


def test_production_starts_with_a_secret_key(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", SECRET_KEY="k" * 50, ALLOWED_HOSTS="example.org")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("debug", "name"), [("0", "__Host-csrftoken"), ("1", "csrftoken")])
def test_the_csrf_cookie_is_the_hosts_own_in_production(tmp_path: Path, debug: str, name: str) -> None:
    shown = "from django.conf import settings; print(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE)"

    done = manage(tmp_path, "shell", "-v", "0", "-c", shown, DEBUG=debug, SECRET_KEY="k" * 50)

    assert done.stdout.split() == [name, "True"], done.stderr


def test_a_developers_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = manage(tmp_path, "check", DEBUG="1")
    secret = (tmp_path / "secret-key").read_text()
    second = manage(tmp_path, "check", DEBUG="1")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len(secret) > 50
    assert (tmp_path / "secret-key").read_text() == secret


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_of_data_that_was_there_before_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)

    assert manage(folder, "check", DEBUG="1").returncode == 0

    assert folder.stat().st_mode & 0o777 == 0o700
