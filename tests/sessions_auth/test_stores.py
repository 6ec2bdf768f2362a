"""What becomes of the sessions in one store when something happens to that store."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from redis.exceptions import RedisError

from accounts.management.commands.seed_accounts import PASSWORD
from sessions_auth.stores import engine
from tests import differences
from tests.conftest import VARIANTS
from tests.contract.test_differences import World, worth

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("event", differences.SESSION_STORES)
@pytest.mark.parametrize("kept", [variant for variant in VARIANTS if variant.store], ids=str)
def test_what_the_sessions_of_a_store_survive(event, kept, settings, open_browser, accounts, moved_clock):
    settings.SESSION_ENGINE = f"sessions_auth.stores.{kept.store}"
    client = kept.client(open_browser())
    client.login("alice@example.com", PASSWORD)

    World(client, lambda kind: None, settings, moved_clock).change(event)

    lost = kept.store == differences.SESSION_STORES[event]
    expected = differences.OLD_CREDENTIAL["Redis loses its data"][kept.mode.name] if lost else differences.OK
    assert worth(open_browser, client, client.credential()) == expected


@pytest.mark.parametrize("fault", [RedisError("gone"), OperationalError("gone")], ids=["redis", "database"])
def test_where_a_session_cannot_be_written_the_refusal_knows_why(fault: Any, accounts: Any, monkeypatch: Any) -> None:
    browser = Client()
    browser.force_login(accounts["alice"])
    accounts["alice"].is_active = False
    accounts["alice"].save(update_fields=["is_active"])

    def unwritten(self: Any) -> None:
        raise fault

    monkeypatch.setattr(engine(), "end_refused", unwritten)
    answer = browser.get("/session/me")

    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert answer.refusal is fault
