"""An attempt is counted before the password is hashed, and atomically: guessing in parallel gains nothing."""

from http import HTTPStatus
from typing import Any

import pytest
from django.utils.crypto import get_random_string

from contract.modes import MODES
from tests.conftest import Variant

from .hashers import CountingHasher

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
UNAUTHORIZED, TOO_MANY = HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS
GUESSERS = 8  # as many as there are threads


@pytest.fixture(autouse=True)
def asked(settings: Any) -> list[None]:
    """One entry for each time that the hasher is asked."""
    settings.PASSWORD_HASHERS = ["tests.races.hashers.CountingHasher"]
    CountingHasher.asked.clear()
    return CountingHasher.asked


def guess(open_browser: Any, address: str, emails: list[str]) -> Any:
    """An act: sign in with one wrong password after another, at the modes by turns; has the statuses."""
    clients = [MODES[n % len(MODES)].client(open_browser(address)) for n in range(len(emails))]

    def act() -> list[int]:
        tries = zip(clients, emails, strict=True)
        answers = [client.login(email, get_random_string(8)) for client, email in tries]
        assert all("Retry-After" in answer.headers for answer in answers if answer.status_code == TOO_MANY)
        return [answer.status_code for answer in answers]

    return act


@pytest.mark.parametrize("email", ["alice@example.com", "mallory@example.com", "nobody@example.com"])
def test_of_parallel_guesses_at_an_account_only_the_limit_reaches_the_hasher(
    race: Any, open_browser: Any, accounts: Any, settings: Any, asked: list[None], email: str
) -> None:
    for n in range(12):
        asked.clear()
        spellings = [email, email.upper()]  # one account, however it is written
        answers = race(*[guess(open_browser, f"10.2.0.{n + 1}", spellings) for _ in range(GUESSERS)])

        statuses = sorted(status for answer in answers for status in answer)
        refused = 2 * GUESSERS - settings.LOGIN_ATTEMPTS
        assert statuses == [UNAUTHORIZED] * settings.LOGIN_ATTEMPTS + [TOO_MANY] * refused
        assert len(asked) == settings.LOGIN_ATTEMPTS


def test_right_passwords_at_once_are_all_let_in(race: Any, open_browser: Any, accounts: Any) -> None:
    """They wait for those in flight, whose attempts come back; and nothing of it is left."""
    for n in range(6):
        clients = [MODES[i % len(MODES)].client(open_browser(f"10.5.0.{n + 1}")) for i in range(GUESSERS)]
        answers = race(*[lambda client=client: client.login("alice@example.com", "open-sesame") for client in clients])

        assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * GUESSERS


def test_of_parallel_guesses_from_an_address_only_its_limit_reaches_the_hasher(
    race: Any, open_browser: Any, accounts: Any, settings: Any, asked: list[None]
) -> None:
    settings.LOGIN_ATTEMPTS = 1

    for n in range(6):
        asked.clear()
        crowd = [[f"a{n}.{guesser}.{i}@example.com" for i in range(4)] for guesser in range(GUESSERS)]
        answers = race(*[guess(open_browser, f"10.3.0.{n + 1}", emails) for emails in crowd])

        statuses = sorted(status for answer in answers for status in answer)
        assert statuses == [UNAUTHORIZED] * 20 + [TOO_MANY] * (4 * GUESSERS - 20)
        assert len(asked) == 20


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_of_parallel_guesses_at_the_current_password_only_the_limit_reaches_the_hasher(
    race: Any, open_browser: Any, accounts: Any, settings: Any, asked: list[None], mode: Any
) -> None:
    sent = {"currentPassword": "a guess", "newPassword": "correct horse battery"}
    for n in range(6):
        clients = [Variant(mode, mode.carriers[0]).client(open_browser(f"10.4.0.{n + 1}")) for _ in range(GUESSERS)]
        for client in clients:
            client.login("alice@example.com", "open-sesame")
        asked.clear()
        answers = race(*[lambda client=client: client.send("POST", "password", sent) for client in clients])

        statuses = sorted(answer.status_code for answer in answers)
        refused = GUESSERS - settings.LOGIN_ATTEMPTS
        assert statuses == [HTTPStatus.BAD_REQUEST] * settings.LOGIN_ATTEMPTS + [TOO_MANY] * refused
        assert len(asked) == settings.LOGIN_ATTEMPTS
