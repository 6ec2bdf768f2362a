"""Somebody else's Django project, which gets the packages and nothing else."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from contract.modes import Mode

from .parts import ROOT, packages, parts

CHECK_SECONDS = 60
# What `check` says there once the printed apps are in: the settings stand as they are, the files stay untouched.
CHECK = """
import sys
from django.conf import settings
settings.INSTALLED_APPS = [*dict.fromkeys([*settings.INSTALLED_APPS, *sys.argv[1:]])]
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
"""


class Unfit(Exception):
    """The folder can't take the packages; the message says why."""


def settings_module(project: Path) -> str:
    """As its `manage.py` names it. Raises: Unfit, where there is none."""
    try:
        source = (project / "manage.py").read_text()
    except OSError:
        raise Unfit(f"{project} has no manage.py: --into takes the folder of a Django project.") from None
    match = re.search(r"""DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']""", source)
    if match is None:
        raise Unfit(f"{project / 'manage.py'} names no DJANGO_SETTINGS_MODULE.")
    return match[1]


def copy_into(project: Path, modes: list[Mode]) -> Iterator[Path]:
    """Copies the modes' files, one a step, all or none. Raises: Unfit, where a package is there."""
    settings_module(project)
    names = packages(modes)
    if there := [name for name in names if (project / name).exists()]:
        raise Unfit(f"{project} has {', '.join(there)} already; nothing was copied.")
    try:
        for file in parts(modes):
            target = project / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, target)
            yield file
    except BaseException:  # half a package is worse than none, also where somebody pressed Ctrl-C
        for name in names:
            shutil.rmtree(project / name, ignore_errors=True)
        raise


def apps(modes: Iterable[Mode]) -> list[str]:
    return ["rest_framework", "accounts", *dict.fromkeys(app for mode in modes for app in mode.apps)]


def settings_lines(project: Path, modes: list[Mode]) -> list[str]:
    """The lines for its settings; a name that it sets already is for its owner to decide."""
    lines = [
        f"INSTALLED_APPS = [*dict.fromkeys([*INSTALLED_APPS, *{apps(modes)!r}])]",
        'DISPLAY_NAME_FIELD = "first_name"  # the field of your user model that names a person',
        "# unless its default cache is a Redis already:",
        'CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:6379/0"}}',
    ]
    if "sessions_auth" in apps(modes):
        lines.append('SESSION_ENGINE, SESSION_SAVE_EVERY_REQUEST = "sessions_auth.stores.database", True')
    if any(mode.package.startswith("sessions_auth.") for mode in modes):
        lines.append(
            'MIDDLEWARE[MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")] = '
            '"sessions_auth.middleware.SessionMiddleware"  # which finds a session by its bearer too'
        )
    if any(mode.package.startswith("jwt_auth.") for mode in modes):
        lines += [
            f"JWT_ISSUER = {settings_module(project).partition('.')[0]!r}",
            'JWT_KEYS = BASE_DIR / "jwt-keys.json"  # made at the first login, mode 0600: never in a repository',
        ]
    return lines


def urls_lines(modes: Iterable[Mode]) -> list[str]:
    return [f'path("{mode.prefix.strip("/")}/", include("{mode.urlconf}")),' for mode in modes]


def check(project: Path, modes: Iterable[Mode]) -> str:
    """What Django's system checks say there with these apps: faults by id, each with a hint."""
    command = [sys.executable, "-B", "-c", CHECK, *apps(modes)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings_module(project), "PYTHONPATH": str(project)}
    try:
        done = subprocess.run(  # noqa: S603  (our own words and a module's name)
            command, cwd=project, env=env, capture_output=True, text=True, timeout=CHECK_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"nothing in {CHECK_SECONDS} seconds."
    return (done.stdout + done.stderr).strip()
