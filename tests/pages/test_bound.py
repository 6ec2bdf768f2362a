"""A page asks once more who sent the request that it is drawn for: the proof of that request says so to it alone."""

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from jwt_auth.dpop.client import Client
from tests.dpop.proving import proof

pytestmark = pytest.mark.django_db
URL = "http://localhost/jwt-dpop/me"


def test_a_page_says_who_is_signed_in_by_the_proof_that_its_request_brought(open_browser, accounts):
    client = Client(open_browser())
    client.login("alice@example.com", PASSWORD)
    key, token = client.http.auth.key, client.access_token
    carried = client.credential() | {"DPoP": proof(key, "GET", URL, token, header={"alg": "ES256"}, algorithm="ES256")}
    http = open_browser()

    page = http.get("/jwt-dpop/me", headers=carried | {"Accept": "text/html"})
    again = http.get("/jwt-dpop/me", headers=carried)

    assert '<span class="who">alice@example.com</span>' in page.text
    assert again.json()["code"] == "invalid_dpop_proof"
