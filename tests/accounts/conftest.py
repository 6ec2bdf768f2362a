"""Callers at the sign-in of a mode, and how much hashing they cause."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import BY_PREFIX, SHOWN

from .hashers import CountingHasher

PREFIXES = [mode.prefix for mode in SHOWN]


@pytest.fixture(params=PREFIXES)
def prefix(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hashed(settings: Any, accounts: Any) -> Iterator[list[None]]:
    """One entry for each password hashed from now on."""
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    CountingHasher.hashed.clear()
    yield CountingHasher.hashed


@pytest.fixture
def attempt(open_browser: Any, accounts: Any) -> Callable[..., httpx.Response]:
    """One sign-in by a caller of its own."""

    def attempted(
        password: str = "wrong",
        email: str = "alice@example.com",
        prefix: str = PREFIXES[0],
        address: str = "127.0.0.1",
        **headers: str,
    ) -> httpx.Response:
        browser: httpx.Client = open_browser(address, **headers)
        BY_PREFIX[prefix].client(browser)  # which proves, where its mode asks for it
        return browser.post(f"{prefix}/login", json={"email": email, "password": password})

    return attempted


@pytest.fixture
def succeed(attempt: Any) -> Callable[..., httpx.Response]:
    return lambda **how: attempt(PASSWORD, **how)
