"""Real Argon2id hashes: as costly as the settings say, few at once, and renewed without ending a login."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import override_settings

from accounts import hashing
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


ARGON2, PBKDF2 = "accounts.hashing.Argon2PasswordHasher", "accounts.hashing.PBKDF2PasswordHasher"
OLD: dict[str, dict[str, Any]] = {"other costs": {"ARGON2_TIME_COST": 1}, "PBKDF2": {"PASSWORD_HASHERS": [PBKDF2]}}


@pytest.fixture
def old_hashes(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes an account's hash an old one, of either kind; today's settings know both."""
    settings.PASSWORD_HASHERS = [ARGON2, PBKDF2, "django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(hashing.PBKDF2PasswordHasher, "iterations", 1000)
    hashing.in_use.cache_clear()

    def made(account: Any, old: str) -> str:
        with override_settings(**OLD[old]):
            account.set_password(PASSWORD)
            account.save()
        return str(account.password)

    return made


@pytest.mark.parametrize("old", OLD)
def test_an_old_hash_is_renewed_at_a_sign_in_and_no_login_ends(
    variant: Any, open_browser: Any, accounts: Any, old_hashes: Any, old: str
) -> None:
    """What ends them is another password, by whatever path."""
    account, clients = accounts["alice"], [variant.client(open_browser()) for _ in range(2)]
    stored = old_hashes(account, old)
    with override_settings(**OLD[old]):
        clients[0].login(account.email, PASSWORD)
    account.refresh_from_db()
    assert account.password == stored

    assert clients[1].login(account.email, PASSWORD).status_code == 200

    account.refresh_from_db()
    assert account.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert account.check_password(PASSWORD)
    assert [good(client) for client in clients] == [True, True]
    type(account).objects.filter(pk=account.pk).update(password=make_password(PASSWORD))
    assert [good(client) for client in clients] == [variant.mode.name == "jwt"] * 2


def good(client: Any) -> bool:
    return bool((client.refresh() if client.renewable else client.send("GET", "me")).is_success)


def test_a_renewal_never_undoes_a_change(accounts: Any, old_hashes: Any) -> None:
    """Another request sets a password while this one verifies the old one."""
    account = accounts["alice"]
    old_hashes(account, "other costs")
    changed = type(account).objects.get(pk=account.pk)
    changed.set_password("a-new-sesame-1")
    changed.save()

    assert account.check_password(PASSWORD)

    assert type(account).objects.get(pk=account.pk).check_password("a-new-sesame-1")


NO_HASHES = ("", "!", "!unusable", "nonsense", "md5$$x", "argon2$nonsense", "pbkdf2_sha256$1$$x")


@pytest.mark.parametrize("encoded", NO_HASHES)
def test_what_is_no_hash_is_its_own_fingerprint(old_hashes: Any, encoded: str) -> None:
    assert hashing.fingerprint(encoded) == encoded
    assert hashing.renewed("secret", encoded) == encoded


def test_every_refusal_does_the_same_work(
    open_browser: Any, accounts: Any, old_hashes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, old hash, new hash, inactive with the right password: one of each kind that some account still has."""
    stored = {name: old_hashes(accounts[name], "PBKDF2") for name in ("alice", "mallory")}
    type(accounts["bob"]).objects.filter(email="bob@example.com").update(password=make_password(PASSWORD))
    type(accounts["bob"]).objects.filter(email="admin@example.com").update(password="!")
    spent: list[str] = []

    def spend(name: str, work: Any) -> Any:
        return lambda *arguments: (spent.append(name), work(*arguments))[1]

    for hasher, methods in ((hashing.Argon2PasswordHasher, "encode verify"), (hashing.PBKDF2PasswordHasher, "encode")):
        for method in methods.split():
            monkeypatch.setattr(hasher, method, spend(hasher.algorithm, getattr(hasher, method)))
    work = {}

    names = ("alice", "bob", "mallory", "admin", "nobody")
    for name, password in [*((name, "wrong") for name in names), ("mallory", PASSWORD)]:
        spent.clear()
        sent = {"email": f"{name}@example.com", "password": password}
        assert open_browser().post("/jwt/login", json=sent).status_code == 401
        work[name, password] = sorted(spent)

    assert set(map(tuple, work.values())) == {("argon2", "pbkdf2_sha256")}
    mallory = type(accounts["mallory"]).objects.get(email="mallory@example.com")
    assert mallory.password == stored["mallory"]  # who may not sign in has nothing renewed, which would show too


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
