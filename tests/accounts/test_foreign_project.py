"""The packages, copied into a project with a user model of its own, sign its users in; nothing else stays behind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours

ROOT = Path(__file__).parents[2]
PACKAGES = ("accounts", "sessions_auth", "jwt_auth")
SETTINGS = """
INSTALLED_APPS += ["rest_framework", "accounts", "sessions_auth", "jwt_auth.bare", "jwt_auth.refresh", *{apps!r}]
SESSION_ENGINE, SESSION_SAVE_EVERY_REQUEST = "sessions_auth.stores.database", True
DISPLAY_NAME_FIELD = "first_name"
ALLOWED_HOSTS = ["testserver"]
CACHES = {{"default": {{"BACKEND": "django_redis.cache.RedisCache", "LOCATION": {redis!r}}}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES["default"]["ATOMIC_REQUESTS"] = {atomic!r}
{more}
"""
URLS = """
from django.urls import include, path
urlpatterns = [
    path("session/", include("sessions_auth.urls")),
    path("jwt/", include("jwt_auth.bare.urls")),
    path("jwt-refresh/", include("jwt_auth.refresh.urls")),
]
"""
MODEL = """
from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    username = None
    email = models.EmailField(unique=True)
    USERNAME_FIELD, REQUIRED_FIELDS = "email", []
"""
TRY = """
import django; django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
call_command("check", fail_level="WARNING")
call_command("makemigrations", check=True, dry_run=True)
call_command("migrate", verbosity=0)
User, name = get_user_model(), {name!r}
user = User(**{{User.USERNAME_FIELD: name}}); user.email = "alice@example.com"
user.set_password("open-sesame"); user.save()
sent = {{"email": name, "password": "open-sesame"}}
who = {{"id": user.pk, "email": "alice@example.com", "role": "user"}}
for prefix in ("/session", "/jwt", "/jwt-refresh"):
    client = Client()
    def post(path, body, **headers):
        return client.post(prefix + path, body, content_type="application/json", **headers)
    wrong = post("/login", {{**sent, "password": "wrong"}})
    assert wrong.status_code in (401, 403), (prefix, wrong.status_code, wrong.content)
    answer = post("/login", sent)
    assert answer.json()["user"] == who, (prefix, answer.content)
    token = answer.json().get("accessToken")
    headers = {{"headers": {{"authorization": f"Bearer {{token}}"}}}} if token else {{}}
    assert client.get(prefix + "/me", **headers).json() == who, prefix
    refresh = answer.json().get("refreshToken")
    if refresh:
        from django.test import override_settings
        live = post("/refresh-token", {{"refreshToken": refresh}}).json()["refreshToken"]
        with override_settings(REFRESH_RETRY_SECONDS=0):
            assert post("/refresh-token", {{"refreshToken": refresh}}).status_code in (401, 403)
        assert post("/refresh-token", {{"refreshToken": live}}).status_code in (401, 403)
    assert post("/logout", {{"refreshToken": refresh}} if refresh else {{}}, **headers).status_code == 200, prefix
from accounts.models import Account, AuthEvent
assert Account._meta.swapped
from django.db import connection
assert "accounts_account" not in connection.introspection.table_names()
assert AuthEvent.objects.filter(kind="login_failed", account=user).count() == 3
print("whole")
"""


@pytest.mark.parametrize(
    ("name", "apps", "more", "atomic"),
    [("alice", [], "", False), ("alice@example.com", ["members"], 'AUTH_USER_MODEL = "members.Member"', True)],
    ids=["auth.User", "a custom e-mail user, ATOMIC_REQUESTS"],
)
def test_a_foreign_project_signs_its_users_in(
    tmp_path: Path, empty_stores: None, name: str, apps: list[str], more: str, atomic: bool
) -> None:
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "shop.settings", "PYTHONWARNINGS": "ignore"}

    def python(*arguments: str) -> str:
        done: Any = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return str(done.stdout)

    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package)
    python("-m", "django", "startproject", "shop", ".", "--settings", "django.conf.global_settings")
    for app in apps:
        (tmp_path / app / "migrations").mkdir(parents=True)
        for file, text in (("__init__.py", ""), ("migrations/__init__.py", ""), ("models.py", MODEL)):
            (tmp_path / app / file).write_text(text)
    with (tmp_path / "shop/settings.py").open("a") as file:
        redis = ours.CACHES["default"]["LOCATION"]
        file.write(SETTINGS.format(apps=apps, redis=redis, atomic=atomic, more=more))
    (tmp_path / "shop/urls.py").write_text(URLS)
    if apps:
        python("manage.py", "makemigrations", *apps)

    said = python("-c", TRY.format(name=name))

    assert said == "System check identified no issues (0 silenced).\nNo changes detected\nwhole\n"
