"""What a password change costs, pinned: it ends logins in every mode there is, so only all of them have one price."""

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES
from tests.tables import table

from .test_costs import meter  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
COSTS = table(("none jwt", "none jwt-refresh", "denylist jwt", "denylist jwt-refresh", "not-before jwt",
               "not-before jwt-refresh", "both jwt", "both jwt-refresh", "lookup jwt", "lookup jwt-refresh"), {
    "password":     ((8, 4), (9, 4), (8, 5), (9, 6), (8, 6), (9, 6), (8, 6), (9, 7), (9, 4), (10, 4)),
})  # fmt: skip


@pytest.mark.parametrize("column", COSTS["password"])
def test_a_password_change_costs_what_the_table_says(column, settings, open_browser, accounts, meter):  # noqa: F811
    settings.JWT_REVOCATION, name = column.split()
    mode = next(mode for mode in MODES if mode.name == name)

    def signed_in():
        client = mode.client(open_browser())
        client.login("admin@example.com", PASSWORD)
        return client

    warm = signed_in()
    for method, path in (("GET", "profile"), ("POST", "logout-all")):
        warm.send(method, path)
    client, _ = signed_in(), signed_in()
    changed = {"currentPassword": PASSWORD, "newPassword": "a-new-sesame-1"}

    measured = meter.of(lambda: client.send("POST", "password", changed))

    assert measured == COSTS["password"][column]
