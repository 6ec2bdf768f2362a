"""A signed-in caller of each mode, and the check that it still is."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import SHOWN

from .raw import Answer, Caller

PREFIXES = [mode.prefix for mode in SHOWN]
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a good credential, who sends anything."""

    caller: Caller
    prefix: str
    headers: dict[str, str]
    refresh_token: str | None

    def send(self, method: str, path: str, body: bytes = b"", headers: Any = None) -> Answer:
        return self.caller(method, f"{self.prefix}/{path}", body, {**JSON, **self.headers, **(headers or {})})

    def assert_works(self) -> None:
        """The next good request works."""
        answer = self.send("GET", "me")
        assert (answer.status, answer.json()["email"]) == (200, "alice@example.com")


@pytest.fixture(params=[False, True], ids=["production", "debug"])
def debug(request: pytest.FixtureRequest, settings: Any) -> None:
    """With DEBUG=1, Django has pages of its own for what it refuses."""
    settings.DEBUG = request.param


@pytest.fixture
def caller(application: Any, accounts: Any, settings: Any) -> Caller:
    settings.LOGIN_ATTEMPTS = 100_000  # what is refused here is refused for what it is
    return Caller(application)


@pytest.fixture(params=PREFIXES)
def signed_in(request: pytest.FixtureRequest, caller: Caller) -> SignedIn:
    sent = json.dumps({"email": "alice@example.com", "password": PASSWORD}).encode()
    answer = caller("POST", f"{request.param}/login", sent, JSON)
    assert answer.status == 200
    body = answer.json()
    if token := body.get("accessToken"):
        return SignedIn(caller, request.param, {"Authorization": f"Bearer {token}"}, body.get("refreshToken"))
    cookies = {morsel.partition("=")[0]: morsel.partition(";")[0] for morsel in answer.cookies}
    token = cookies["csrftoken"].partition("=")[2]
    return SignedIn(caller, request.param, {"Cookie": "; ".join(cookies.values()), "X-CSRFToken": token}, None)
