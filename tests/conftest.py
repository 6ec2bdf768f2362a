"""What all tests share: accounts, an HTTP client per caller, and stores that are empty when a test begins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import time_machine
from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, PASSWORD, seed
from accounts.models import Account
from contract.http_client import open_http
from contract.modes import MODES, Mode
from tests import differences

BASE = "http://localhost"
CSRF_HEADER = "X-CSRFToken"


@pytest.fixture(scope="session")
def application() -> Any:
    """The WSGI application. As with Django's own test client, a request leaves the test's transaction open; that client
    connects these receivers anew after each of its own requests, so they are taken off before each of ours."""
    usual = get_wsgi_application()

    def undisturbed(environ: Any, start_response: Any, wsgi: Any = usual) -> Any:
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        return wsgi(environ, start_response)

    return undisturbed


@pytest.fixture
def open_browser(application: Any) -> Callable[..., httpx.Client]:
    """Makes a caller: an HTTP client with cookies of its own, over the real WSGI application."""

    def opened(address: str = "127.0.0.1", **headers: str) -> httpx.Client:
        return open_http(BASE, httpx.WSGITransport(application, remote_addr=address), **headers)

    return opened


@pytest.fixture(autouse=True)
def empty_stores(request: pytest.FixtureRequest) -> Iterator[None]:
    """Redis and the process's memory, empty."""
    get_redis_connection("default").flushdb()
    caches["memory"].clear()
    yield


@pytest.fixture
def accounts(db: Any) -> dict[str, Account]:
    """The demo accounts by first name; the password is open-sesame."""
    return {email.partition("@")[0]: seed(email, fields) for email, fields in DEMO_ACCOUNTS.items()}


@dataclass(frozen=True)
class Variant:
    """A mode, a carrier and, where the mode keeps sessions, a store: what the contract is run for."""

    mode: Mode
    carrier: str
    store: str = ""

    def __str__(self) -> str:
        return f"{self.mode.name}-{self.store or self.carrier}"

    def client(self, http: httpx.Client) -> Any:
        return self.mode.client(http, self.carrier)


VARIANTS = [
    Variant(mode, carrier, store)
    for mode in MODES
    for carrier in mode.carriers
    for store in (("redis", "database", "memory") if mode.package.startswith("sessions_auth") else ("",))
]


@pytest.fixture(params=VARIANTS, ids=str)
def variant(request: pytest.FixtureRequest, settings: Any) -> Variant:
    chosen: Variant = request.param
    settings.SESSION_ENGINE = f"sessions_auth.stores.{chosen.store or 'redis'}"
    return chosen


@pytest.fixture
def sign_in(variant: Variant, open_browser: Any, accounts: Any) -> Callable[..., Any]:
    """Signs an account in by the variant at hand, as a caller of its own; returns the reference client."""

    def signed_in(name: str = "alice", **headers: str) -> Any:
        client = variant.client(open_browser(**headers))
        response = client.login(f"{name}@example.com", PASSWORD)
        assert response.status_code == 200, response.text
        return client

    return signed_in


@pytest.fixture
def moved_clock() -> Iterator[Any]:
    """The clock, running, and movable: `moved_clock.shift(seconds)`. Nothing sleeps."""
    with time_machine.travel(datetime.now(UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def facts(variant: Variant) -> differences.Facts:
    """What the mode at hand answers in its own way."""
    return differences.FACTS[variant.mode.name]
