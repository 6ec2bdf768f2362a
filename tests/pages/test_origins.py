"""What a page of another origin, which CORS_ALLOWED_ORIGINS names, gets from a mode's overview."""

from http import HTTPStatus

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from tests.contract.test_origins import NAMED, allowed, header_of, page  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_a_page_that_was_loaded_anew_gets_the_csrf_token_from_the_overview(variant, page):  # noqa: F811
    client = variant.client(page(NAMED))
    held = client.login("alice@example.com", PASSWORD).headers["X-CSRFToken"]

    overview = client.http.get(client.prefix, headers=header_of(client))

    assert overview.headers["X-CSRFToken"] == held
    assert overview.json()["signedIn"]["email"] == "alice@example.com"


def test_a_page_that_was_loaded_anew_gets_its_csrf_token_from_the_modes_overview(variant, page):  # noqa: F811
    client = variant.client(page(NAMED))
    client.login("alice@example.com", PASSWORD)

    overview = client.http.get(client.prefix)
    headers = header_of(client) | {"X-CSRFToken": overview.headers["X-CSRFToken"]}
    edited = client.http.patch(f"{client.prefix}/profile", json={"displayName": "Again"}, headers=headers)

    assert (overview.status_code, edited.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert allowed(overview) == allowed(edited) == NAMED


@pytest.mark.parametrize("path", ["/admin/login/", "/session/account/sign-in"])
def test_a_named_origin_may_send_no_form(page, path):  # noqa: F811
    http = page(NAMED)
    token = http.get("/session").headers["X-CSRFToken"]
    sent = {"username": "admin@example.com", "email": "admin@example.com", "password": PASSWORD}

    response = http.post(path, data=sent | {"csrfmiddlewaretoken": token})

    assert response.status_code == HTTPStatus.FORBIDDEN
