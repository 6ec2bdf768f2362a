"""Sign in once, and forge everything else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from jwt_auth.algorithms import new_key

# One RSA key for all tests: making one takes a second now and then.
RSA_KEY = new_key("RS256")


@pytest.fixture
def http(open_browser: Any, accounts: Any) -> httpx.Client:
    client: httpx.Client = open_browser()
    return client


@pytest.fixture
def login(http: httpx.Client) -> Callable[..., dict[str, Any]]:
    """The JSON of a sign-in; by body, unless `carrier` says otherwise."""

    def logged_in(prefix: str = "/jwt-refresh", name: str = "alice", **more: Any) -> dict[str, Any]:
        sent = {"email": f"{name}@example.com", "password": PASSWORD, **more}
        response = http.post(f"{prefix}/login", json=sent)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    return logged_in


@pytest.fixture
def refresh(http: httpx.Client) -> Callable[[str], httpx.Response]:
    return lambda token: http.post("/jwt-refresh/refresh-token", json={"refreshToken": token})


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    """A key file of this test's own; not made yet."""
    path = tmp_path / "keys.json"
    settings.JWT_KEYS = path
    return path
