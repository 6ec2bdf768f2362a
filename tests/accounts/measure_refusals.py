"""How long a refused sign-in takes, by what is wrong with it. Not a test: run it by its name.

.venv/bin/python -m pytest -s --show-capture=no tests/accounts/measure_refusals.py
"""

import time
from statistics import median
from typing import Any

import pytest
from django.test import override_settings

import authdemo.settings as project
from accounts import hashing
from accounts.management.commands.seed_accounts import PASSWORD

ROUNDS = 9


@pytest.mark.parametrize("imported", [True, False], ids=["some accounts have PBKDF2", "none has"])
def test_medians(open_browser: Any, accounts: Any, settings: Any, capsys: Any, imported: bool) -> None:
    settings.PASSWORD_HASHERS, settings.LOGIN_ATTEMPTS = project.PASSWORD_HASHERS, 10_000
    hashing.in_use.cache_clear()
    for account in accounts.values():
        with override_settings(
            PASSWORD_HASHERS=project.PASSWORD_HASHERS[:: -1 if account.email[0] == "b" and imported else 1]
        ):
            account.set_password(PASSWORD)
            account.save()
    tries = {
        "unknown address": ("nobody", PASSWORD),
        "Argon2, wrong": ("alice", "wrong"),
        "PBKDF2, wrong" if imported else "Argon2, wrong, another": ("bob", "wrong"),
        "inactive, right": ("mallory", PASSWORD),
    }
    took: dict[str, list[float]] = {name: [] for name in tries}
    for _ in range(ROUNDS):
        for name, (who, password) in tries.items():
            http = open_browser()
            begun = time.process_time()
            http.post("/jwt/login", json={"email": f"{who}@example.com", "password": password})
            took[name].append(time.process_time() - begun)
    with capsys.disabled():
        for name, times in took.items():
            print(f"{median(times) * 1000:7.1f} ms CPU at the median  {name}")  # noqa: T201
