"""What becomes of the sessions in one store when something happens to that store."""

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
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
