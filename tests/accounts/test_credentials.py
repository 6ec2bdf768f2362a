"""Who may sign in; and that a refusal tells nothing, in its body, its headers or its work."""

from http import HTTPStatus
from typing import Any

import pytest

import authdemo.settings as project
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account

REFUSALS = {
    "unknown address": ("nobody@example.com", PASSWORD),
    "wrong password": ("alice@example.com", "wrong"),
    "inactive": ("mallory@example.com", PASSWORD),
    "inactive and wrong": ("mallory@example.com", "wrong"),
    "no usable password": ("bob@example.com", PASSWORD),
    "a password of 256 characters": ("alice@example.com", "x" * 256),
}


def test_a_refusal_tells_nothing(attempt: Any, hashed: list[None], prefix: str) -> None:
    Account.objects.filter(email="bob@example.com").update(password="!")
    answers, work = {}, {}

    for name, (email, password) in REFUSALS.items():
        hashed.clear()
        answer = attempt(password, email, prefix)
        answers[name] = (answer.status_code, answer.text, sorted(answer.headers.items()))
        work[name] = len(hashed)

    assert work == dict.fromkeys(REFUSALS, 1)
    assert len({str(answer) for answer in answers.values()}) == 1
    status, body, headers = answers["unknown address"]
    assert (status, dict(headers).keys() & {"set-cookie"}) == (HTTPStatus.UNAUTHORIZED, set())
    assert body == '{"detail":"The e-mail address or the password is wrong.","code":"invalid_credentials"}'


def test_a_sign_in_hashes_once_too(succeed: Any, hashed: list[None], prefix: str) -> None:
    assert succeed(prefix=prefix).status_code == HTTPStatus.OK
    assert len(hashed) == 1


@pytest.mark.parametrize(
    "email", ["alice@example.com", "ALICE@example.com", "Alice@Example.COM", " alice@example.com "]
)
def test_an_address_has_no_case(succeed: Any, prefix: str, email: str) -> None:
    answer = succeed(prefix=prefix, email=email)

    assert (answer.status_code, answer.json()["user"]["email"]) == (HTTPStatus.OK, "alice@example.com")


@pytest.mark.parametrize("password", ["Open-sesame", "open-sesame ", " open-sesame", "open-sesam", "open-sesame\t"])
def test_a_password_is_taken_to_the_letter(attempt: Any, prefix: str, password: str) -> None:
    assert attempt(password, prefix=prefix).status_code == HTTPStatus.UNAUTHORIZED


def test_the_real_hasher_is_argon2id(settings: Any, accounts: Any, attempt: Any) -> None:
    """Our tests hash by MD5 to save time; the project doesn't. An older hash is replaced on signing in."""
    old = accounts["alice"].password
    settings.PASSWORD_HASHERS = [*project.PASSWORD_HASHERS, *settings.PASSWORD_HASHERS]

    assert attempt(PASSWORD).status_code == HTTPStatus.OK
    new = Account.objects.get(email="alice@example.com").password
    assert (old.startswith("md5$"), new.startswith("argon2$argon2id$")) == (True, True)
    assert attempt(PASSWORD).status_code == HTTPStatus.OK
    assert attempt("wrong").status_code == HTTPStatus.UNAUTHORIZED
