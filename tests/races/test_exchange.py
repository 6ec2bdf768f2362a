"""Of N exchanges at once of one login, one succeeds, and one login comes of it; none outlives what ends all logins."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import override_settings

from accounts.management.commands.seed_accounts import PASSWORD
from contract.calls import PROOF
from contract.modes import MODES
from tests.races.passwords import new_password
from tests.races.phases import later

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ADMIN = "admin@example.com"
CALLERS, ROUNDS = 6, 8


@override_settings(EXCHANGE=True)
def test_a_login_is_traded_once(variant: Any, race: Any, open_browser: Any, accounts: Any) -> None:
    others = [mode for mode in MODES if mode is not variant.mode and mode.name not in PROOF and mode.has("logins")]
    if not others:
        pytest.skip("Where the other modes track no logins, or want a proof, none can be counted.")
    other = others[-1]
    for number in range(ROUNDS):
        client = variant.client(open_browser(f"10.9.0.{number + 1}"))
        client.login("alice@example.com", PASSWORD)
        watcher = other.client(open_browser(f"10.9.1.{number + 1}"))
        watcher.login("alice@example.com", PASSWORD)
        before = len(watcher.send("GET", "logins").json()["logins"])

        answers = race(*[lambda: client.send("POST", "exchange", {"mode": other.name})] * CALLERS)  # noqa: B023

        assert sorted(answer.status_code for answer in answers) == [200] + [401] * (CALLERS - 1), [
            answer.text for answer in answers
        ]
        assert len(watcher.send("GET", "logins").json()["logins"]) == before + 1


def test_what_was_exchanged_is_as_old_as_what_it_was_exchanged_for(
    race: Any, open_browser: Any, accounts: Any, settings: Any
) -> None:
    settings.JWT_REVOCATION, settings.LOGIN_ATTEMPTS, settings.EXCHANGE = "not-before", 1000, True
    bare = next(mode for mode in MODES if mode.name == "jwt")
    refreshed = next(mode for mode in MODES if mode.name == "jwt-refresh")

    def signed_in(password: str) -> Any:
        client = bare.client(open_browser())
        assert client.login(ADMIN, password).is_success
        return client

    password = PASSWORD
    for n in range(16):
        owner, *thieves = (signed_in(password) for _ in range(5))
        sent = {"currentPassword": password, "newPassword": new_password()}
        changed, *answers = race(
            lambda owner=owner, sent=sent: owner.send("POST", "password", sent),
            *[
                later(lambda t=t: t.send("POST", "exchange", {"mode": "jwt-refresh"}), t, n % 6 + place)
                for place, t in enumerate(thieves)
            ],
        )

        assert changed.is_success
        tokens = [answer.json()["accessToken"] for answer in answers if answer.is_success]
        asked = [
            open_browser().get(f"{refreshed.prefix}/me", headers={"Authorization": f"Bearer {token}"})
            for token in tokens
        ]
        assert [answer.status_code for answer in asked] == [HTTPStatus.UNAUTHORIZED] * len(tokens)
        password = sent["newPassword"]
