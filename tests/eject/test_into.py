"""`manage.py eject MODE --into PROJECT`: what it copies and prints is all that a fresh project needs."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.management import CommandError, call_command

from authdemo.eject.parts import folder, parts, related
from authdemo.eject.project import copy_into
from contract.modes import MODES, Mode

SETS = [*((mode,) for mode in MODES), MODES[:3:2]]
URLS = "from django.urls import include, path\nurlpatterns = [\n{}\n]\n"
TRY = """
import sys
import django; django.setup()
from importlib import import_module
import httpx
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
call_command("migrate", verbosity=0)
User.objects.create_user("alice", "alice@example.com", "open-sesame")
URL, transport = "https://testserver", httpx.WSGITransport(get_wsgi_application())
def somebody(kind):
    return kind(httpx.Client(base_url=URL, transport=transport, headers={"Origin": URL}), carrier)
def code(answer):
    return answer.json().get("code", "ok")
for package in sys.argv[1:]:
    kind, carrier = import_module(package + ".client").Client, import_module(package).CARRIERS[0]
    assert code(somebody(kind).send("GET", "me")) == "not_authenticated"
    assert somebody(kind).send("GET", "me").status_code == 401
    alice = somebody(kind)
    assert code(alice.login("alice", "wrong")) == "invalid_credentials"
    assert code(alice.login("alice", "open-sesame")) == "ok"
    assert alice.send("GET", "me").json() == {"id": 1, "email": "alice@example.com", "role": "user"}
    assert alice.logout().status_code == 200
    if alice.renewable:  # used twice, it ends the login of both, also where the request's transaction is rolled back
        alice.login("alice", "open-sesame")
        with override_settings(REFRESH_RETRY_SECONDS=0):
            first = alice.refresh_token
            assert code(alice.refresh()) == "ok"
            live, alice.refresh_token = alice.refresh_token, first
            assert code(alice.refresh()) == "refresh_reused"
            alice.refresh_token = live
            assert code(alice.refresh()) == "token_revoked"
print("whole")
"""


def python(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "shop.settings", "PYTHONWARNINGS": "ignore"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=project, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def eject(*words: str) -> str:
    out = StringIO()
    call_command("eject", *words, stdout=out, stderr=StringIO())
    return out.getvalue()


def section(said: str, title: str) -> list[str]:
    """The lines that were printed under this title."""
    return said.partition(f"# {title}\n")[2].partition("\n\n")[0].strip().splitlines()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A project as `startproject` makes it, with `auth.User`."""
    python(tmp_path, "-m", "django", "startproject", "shop", ".", "--settings", "django.conf.global_settings")
    return tmp_path


def put_in(shop: Path, settings: list[str], urls: list[str]) -> None:
    redis = str(ours.CACHES["default"]["LOCATION"])
    with (shop / "shop/settings.py").open("a") as file:
        file.write("\n".join(settings).replace("redis://127.0.0.1:6379/0", redis))
        file.write("\nALLOWED_HOSTS = ['testserver']\n")
    (shop / "shop/urls.py").write_text(URLS.format("\n".join(urls)))


@pytest.mark.parametrize(
    "modes", [*((mode,) for mode in MODES), MODES[:3:2]], ids=lambda modes: "+".join(mode.name for mode in modes)
)
def test_modes_sign_users_in_with_the_lines_that_were_printed(modes: tuple[Mode, ...], shop: Path) -> None:
    said = eject(*(mode.name for mode in modes), "--into", str(shop))

    atomic = 'DATABASES["default"]["ATOMIC_REQUESTS"] = True'
    put_in(shop, [*section(said, "into its settings"), atomic], section(said, "into its urlpatterns"))

    assert "no issues" in python(shop, "manage.py", "check").stdout
    tried = python(shop, "-c", TRY, *(mode.package for mode in modes))
    assert tried.stdout == "whole\n", tried.stderr


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_only_the_mode_and_what_it_stands_on_is_copied(mode: Mode, shop: Path) -> None:
    before = set(shop.rglob("*"))

    eject(mode.name, "--into", str(shop))

    new = {file.relative_to(shop).as_posix() for file in set(shop.rglob("*")) - before if file.is_file()}
    home = mode.package.replace(".", "/")
    others = tuple(f"{other.package.replace('.', '/')}/" for other in MODES if not related(folder(other), folder(mode)))
    assert not [name for name in new if "__pycache__" in name or name.startswith(others)]
    assert {name.partition("/")[0] for name in new} == {"accounts", home.partition("/")[0]}
    assert f"{home}/views.py" in new


def test_what_refresh_tokens_need_comes_with_a_mode_that_has_them() -> None:
    held = {mode.name: {file.parts[:2] for file in parts([mode])} for mode in MODES}

    with_families = {name for name, folders in held.items() if ("jwt_auth", "families") in folders}
    assert with_families == {mode.name for mode in MODES if mode.client.renewable}


@pytest.mark.parametrize(
    ("mode", "start", "fault"),
    [
        ("jwt", "DISPLAY_NAME_FIELD", "accounts.E003"),
        ("jwt-refresh", "CACHES", "accounts.E001"),
        ("session", "SESSION_ENGINE", "sessions_auth.E001"),
    ],
)
def test_a_line_that_is_left_out_fails_check_and_not_a_request(mode: str, start: str, fault: str, shop: Path) -> None:
    said = eject(mode, "--into", str(shop))
    assert fault in said.partition("check says:")[2]
    lines = section(said, "into its settings")

    put_in(shop, [line for line in lines if not line.startswith(start)], section(said, "into its urlpatterns"))

    assert fault in python(shop, "manage.py", "check").stderr


def test_what_is_there_already_is_left_alone(shop: Path) -> None:
    (shop / "accounts").mkdir()
    before = sorted(shop.rglob("*"))

    with pytest.raises(CommandError, match="has accounts already; nothing was copied"):
        eject("jwt", "--into", str(shop))

    assert sorted(shop.rglob("*")) == before


def test_a_folder_that_is_no_django_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"has no manage\.py"):
        eject("jwt", "--into", str(tmp_path))

    assert list(tmp_path.iterdir()) == []


def test_a_mode_that_does_not_exist_is_refused_with_those_that_do(shop: Path) -> None:
    with pytest.raises(CommandError, match="paseto: the modes are session, jwt, jwt-refresh"):
        eject("paseto", "--into", str(shop))


def test_a_copy_that_is_broken_off_leaves_nothing_behind(shop: Path) -> None:
    before = sorted(shop.rglob("*"))
    steps = copy_into(shop, [*MODES])
    next(steps)
    assert sorted(shop.rglob("*")) != before

    steps.close()

    assert sorted(shop.rglob("*")) == before


def test_a_project_that_has_rest_framework_already_takes_the_lines(shop: Path) -> None:
    with (shop / "shop/settings.py").open("a") as file:
        file.write("INSTALLED_APPS += ['rest_framework']\n")
    said = eject("jwt", "--into", str(shop))

    put_in(shop, section(said, "into its settings"), section(said, "into its urlpatterns"))

    assert "no issues" in python(shop, "manage.py", "check").stdout
