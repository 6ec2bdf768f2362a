"""One proof, sent by many at the same moment: one goes on."""

from http import HTTPStatus
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from jwt_auth.dpop.client import Client
from tests.dpop.proving import proof

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
CALLERS = 8


@pytest.fixture
def client(open_browser: Any, accounts: Any) -> Any:
    signed_in = Client(open_browser())
    assert signed_in.login("alice@example.com", PASSWORD).status_code == HTTPStatus.OK
    return signed_in


def proven(client: Any, method: str, path: str, token: str | None = None) -> dict[str, str]:
    """One proof, for whoever sends it first."""
    url, key = f"http://localhost/jwt-dpop/{path}", client.http.auth.key
    return {"DPoP": proof(key, method, url, token, algorithm="ES256", header={"alg": "ES256"})}


def test_of_simultaneous_requests_with_one_proof_one_goes_on(race: Any, client: Any, open_browser: Any) -> None:
    callers = [open_browser() for _ in range(CALLERS)]

    for _ in range(40):
        sent = client.credential() | proven(client, "GET", "me", client.access_token)
        answers = race(*[lambda c=c, sent=sent: c.get("/jwt-dpop/me", headers=sent) for c in callers])

        codes = sorted(answer.json().get("code", "") for answer in answers)
        assert codes == ["", *["invalid_dpop_proof"] * (CALLERS - 1)]


def test_of_simultaneous_renewals_with_one_proof_one_goes_on(race: Any, client: Any, open_browser: Any) -> None:
    callers = [open_browser() for _ in range(CALLERS)]

    for _ in range(15):
        body, sent = {"refreshToken": client.refresh_token}, proven(client, "POST", "refresh-token")

        def renew(caller: Any, body: Any = body, sent: Any = sent) -> Any:
            return caller.post("/jwt-dpop/refresh-token", json=body, headers=sent)

        answers = race(*[lambda c=c, renew=renew: renew(c) for c in callers])

        (won,) = [answer for answer in answers if answer.is_success]
        assert {answer.json()["code"] for answer in answers if answer is not won} == {"invalid_dpop_proof"}
        client.keep(won)
