"""What a page of another origin, which CORS_ALLOWED_ORIGINS names, gets from a mode's overview."""

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from tests.contract.test_origins import NAMED, header_of, page  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_a_page_that_was_loaded_anew_gets_the_csrf_token_from_the_overview(variant, page):  # noqa: F811
    client = variant.client(page(NAMED))
    held = client.login("alice@example.com", PASSWORD).headers["X-CSRFToken"]

    overview = client.http.get(client.prefix, headers=header_of(client))

    assert overview.headers["X-CSRFToken"] == held
    assert overview.json()["signedIn"]["email"] == "alice@example.com"
