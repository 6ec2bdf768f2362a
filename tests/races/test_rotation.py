"""Rotation is one conditional UPDATE: of any number of simultaneous refreshes, one rotates, and what ended stays so."""

from http import HTTPStatus
from itertools import cycle
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from jwt_auth.bare.client import Client as BareClient
from jwt_auth.refresh.client import Client
from jwt_auth.refresh.models import TokenFamily
from jwt_auth.refresh.tokens import RefreshToken
from tests.races.passwords import new_password

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
OK, UNAUTHORIZED = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED
ALICE = "alice@example.com"
CALLERS = 6


@pytest.fixture
def login(open_browser: Any, accounts: Any) -> Any:
    """Signs Alice in and returns the client; each comes from an address of its own, so that no limit is met."""
    addresses = (f"10.1.{n // 250}.{n % 250 + 1}" for n in cycle(range(60_000)))

    def signed_in(password: str = PASSWORD, client_class: Any = Client) -> Any:
        client = client_class(open_browser(next(addresses)))
        response = client.login(ALICE, password)
        assert response.status_code == OK, response.text
        return client

    return signed_in


@pytest.fixture
def refresh(open_browser: Any) -> Any:
    """Makes an act: somebody presents this refresh token, and has (status, body)."""

    def presents(token: str) -> Any:
        http = open_browser()

        def act() -> tuple[int, dict[str, Any]]:
            response = http.post("/jwt-refresh/refresh-token", json={"refreshToken": token})
            return response.status_code, response.json()

        return act

    return presents


def test_of_simultaneous_refreshes_one_rotates_and_all_have_its_successor(race: Any, login: Any, refresh: Any) -> None:
    token = login().refresh_token

    for generation in range(1, 101):
        answers = race(*[refresh(token) for _ in range(CALLERS)])

        assert [status for status, _ in answers] == [OK] * CALLERS, answers
        successors = {str(RefreshToken(body["refreshToken"]).payload) for _, body in answers}
        assert len(successors) == 1, successors
        token = answers[0][1]["refreshToken"]
        assert list(TokenFamily.objects.values_list("generation", "revoked_at")) == [(generation, None)]


def test_without_a_retry_window_one_refresh_wins_and_the_family_ends(
    race: Any, login: Any, refresh: Any, settings: Any
) -> None:
    settings.REFRESH_RETRY_SECONDS = 0

    for _ in range(40):
        token = login().refresh_token
        answers = race(*[refresh(token) for _ in range(CALLERS)])

        assert sorted(status for status, _ in answers) == [OK] + [UNAUTHORIZED] * (CALLERS - 1), answers
        codes = [body["code"] for status, body in answers if status == UNAUTHORIZED]
        assert "refresh_reused" in codes
        assert set(codes) <= {"refresh_reused", "token_revoked"}  # who came after the end is told so
        family = TokenFamily.objects.latest("pk")
        assert (family.generation, family.revoked_reason) == (1, TokenFamily.Reason.REUSE)
        assert_worthless(refresh, token, *(body["refreshToken"] for status, body in answers if status == OK))


def assert_worthless(refresh: Any, *tokens: str) -> None:
    for token in tokens:
        status, body = refresh(token)()
        assert (status, body["code"]) == (UNAUTHORIZED, "token_revoked")


def test_no_refresh_outlives_a_simultaneous_logout(race: Any, login: Any, refresh: Any) -> None:
    for _ in range(40):
        client = login()
        token = client.refresh_token
        left, *answers = race(client.logout, refresh(token), refresh(token))

        assert (left.status_code, left.json()["revoked"]) == (OK, True)
        family = TokenFamily.objects.latest("pk")
        assert family.revoked_reason == TokenFamily.Reason.LOGOUT
        assert_worthless(refresh, token, *(body["refreshToken"] for status, body in answers if status == OK))


def test_no_refresh_outlives_a_simultaneous_password_change(race: Any, login: Any, refresh: Any) -> None:
    password = PASSWORD

    for _ in range(30):
        token = login(password).refresh_token
        other = login(password, BareClient)
        new = new_password()
        sent = {"currentPassword": password, "newPassword": new}
        changed, *answers = race(
            lambda other=other, sent=sent: other.send("POST", "password", sent), refresh(token), refresh(token)
        )

        assert (changed.status_code, changed.json()) == (OK, {"revokedLogins": 1})
        assert_worthless(refresh, token, *(body["refreshToken"] for status, body in answers if status == OK))
        password = new


def test_the_login_that_changes_its_password_keeps_its_refresh_token(race: Any, login: Any, refresh: Any) -> None:
    password = PASSWORD

    for n in range(40):
        client = login(password)
        sent = {"currentPassword": password, "newPassword": new_password()}

        def refreshes(client: Any = client, turn: int = n % 6) -> Any:
            for _ in range(turn):  # a little later each time, so that they meet in every phase of the change
                client.http.get("/healthz")
            return refresh(client.refresh_token)()

        changed, (status, body) = race(
            lambda client=client, sent=sent: client.send_once("POST", "password", sent), refreshes
        )

        assert changed.status_code == OK, changed.text
        assert status == OK, body
        assert refresh(body["refreshToken"])()[0] == OK
        password = sent["newPassword"]


def test_no_refresh_outlives_a_password_that_was_saved_past_the_api(race: Any, login: Any, refresh: Any) -> None:
    password = PASSWORD

    for _ in range(40):
        token = login(password).refresh_token
        account, password = Account.objects.get(email=ALICE), new_password()
        account.set_password(password)
        _, *answers = race(account.save, refresh(token), refresh(token))

        assert_worthless(refresh, token, *(body["refreshToken"] for status, body in answers if status == OK))
