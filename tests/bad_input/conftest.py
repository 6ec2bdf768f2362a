"""A signed-in caller of each mode, and the check that it still is."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.calls import calls_of
from contract.modes import MODES, Mode
from tests.proofs import client_of, proof_of

from .raw import Answer, Caller

JSON = {"Content-Type": "application/json"}
EACH_MODE = pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)


def url_of(path: str) -> str:
    return f"http://localhost{quote(path, safe='/%')}"


def sign_in(caller: Caller, mode: Mode, body: bytes, headers: Any = None, client: Any = None) -> Answer:
    path = f"{mode.prefix}/login"
    proof = proof_of(client or client_of(mode), "POST", url_of(path))
    return caller("POST", path, body, {**JSON, **proof, **(headers or {})})


@dataclass(frozen=True)
class SignedIn:
    """Somebody with a good credential, who sends anything; and with the client whose key proves it, if it has one."""

    caller: Caller
    mode: Mode
    client: Any
    headers: dict[str, str]

    def send(self, method: str, path: str, body: bytes = b"", headers: Any = None) -> Answer:
        return self.send_to(method, f"{self.mode.prefix}/{path}", body, headers)

    def send_to(self, method: str, path: str, body: bytes = b"", headers: Any = None) -> Answer:
        proof = proof_of(self.client, method, url_of(path), self.headers)
        return self.caller(method, path, body, {**JSON, **self.headers, **proof, **(headers or {})})

    @property
    def renews(self) -> bool:
        return any(call.path == "refresh-token" for call in calls_of(self.mode))

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


@pytest.fixture(params=MODES, ids=lambda mode: mode.name)
def signed_in(request: pytest.FixtureRequest, caller: Caller) -> SignedIn:
    mode: Mode = request.param
    client = client_of(mode)
    sent = json.dumps({"email": "alice@example.com", "password": PASSWORD}).encode()
    answer = sign_in(caller, mode, sent, client=client)
    assert answer.status == 200
    if token := answer.json().get("accessToken"):
        kind = answer.json()["tokenType"]
        return SignedIn(caller, mode, client, {"Authorization": f"{kind} {token}"})
    cookies = {morsel.partition("=")[0]: morsel.partition(";")[0] for morsel in answer.cookies}
    csrf = cookies["csrftoken"].partition("=")[2]
    return SignedIn(caller, mode, client, {"Cookie": "; ".join(cookies.values()), "X-CSRFToken": csrf})
