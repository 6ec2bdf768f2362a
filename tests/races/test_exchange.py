"""Of N exchanges at once of one login, one succeeds, and one login comes of it."""

from typing import Any

import pytest
from django.test import override_settings

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
CALLERS, ROUNDS = 6, 8


@override_settings(EXCHANGE=True)
def test_a_login_is_traded_once(variant: Any, race: Any, open_browser: Any, accounts: Any) -> None:
    other = next(mode for mode in MODES if mode.name == ("opaque" if variant.mode.name != "opaque" else "jwt-refresh"))
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
