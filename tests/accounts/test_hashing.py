"""Real Argon2id hashes: as costly as the settings say, few at once, and renewed without ending a login."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher as Djangos
from django.contrib.auth.hashers import check_password, identify_hasher, make_password

from accounts import hashing
from accounts.credentials import is_bound_to
from accounts.exceptions import Busy
from accounts.management.commands.seed_accounts import PASSWORD


@pytest.fixture(autouse=True)
def real_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["accounts.hashing.Argon2PasswordHasher"]


def test_a_hash_costs_what_the_settings_say(settings: Any) -> None:
    owasp = make_password("secret")
    settings.ARGON2_MEMORY_KIB, settings.ARGON2_TIME_COST, settings.ARGON2_PARALLELISM = 47104, 1, 2
    other = make_password("secret")

    assert "$argon2id$v=19$m=19456,t=2,p=1$" in owasp
    assert "$argon2id$v=19$m=47104,t=1,p=2$" in other
    assert identify_hasher(owasp).verify("secret", owasp) and identify_hasher(other).verify("secret", other)


def test_a_hash_of_other_costs_signs_in_and_ends_no_login(open_browser: Any, accounts: Any) -> None:
    account = accounts["alice"]
    account.password = Djangos().encode(PASSWORD, "somesaltsomesalt")
    account.save()
    bound = account.get_session_auth_hash()

    answer = open_browser().post("/session/login", json={"email": account.email, "password": PASSWORD})

    account.refresh_from_db()
    assert answer.status_code == 200
    assert is_bound_to(account, bound)


def test_beyond_the_hashes_at_once_one_waits_and_then_is_told_to_come_back(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HASHES_AT_ONCE = 1
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.05)
    inside, leave = Event(), Event()

    def occupy() -> None:
        with hashing.turn():
            inside.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(occupy)
        inside.wait(10)
        with pytest.raises(Busy):
            make_password("secret")
        leave.set()

    assert check_password("secret", make_password("secret"))


def test_a_sign_in_that_found_no_turn_is_503_busy_and_no_attempt(
    settings: Any, monkeypatch: pytest.MonkeyPatch, open_browser: Any, accounts: Any
) -> None:
    accounts["alice"].set_password(PASSWORD)
    accounts["alice"].save()
    settings.HASHES_AT_ONCE = 1
    monkeypatch.setattr(hashing, "WAIT_SECONDS", 0.01)
    login = {"email": "alice@example.com", "password": PASSWORD}

    with hashing.turn():
        answers = [open_browser().post("/jwt/login", json=login) for _ in range(settings.LOGIN_ATTEMPTS + 1)]

    assert {(answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) for answer in answers} == {
        (503, "busy", "1")
    }
    assert open_browser().post("/jwt/login", json=login).status_code == 200
