"""A browser that is signed in, with each store."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from django.core.cache import caches
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import PASSWORD
from sessions_auth.models import Session

STORES = ("redis", "database", "memory")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.SESSION_ENGINE = f"sessions_auth.stores.{request.param}"
    return str(request.param)


@pytest.fixture
def browser(store: str, open_browser: Any, accounts: Any) -> Iterator[httpx.Client]:
    """Alice's, signed in."""
    client: httpx.Client = open_browser()
    assert sign_in(client).status_code == 200
    yield client


def sign_in(client: httpx.Client, name: str = "alice", **headers: str) -> httpx.Response:
    return client.post("/session/login", json={"email": f"{name}@example.com", "password": PASSWORD}, headers=headers)


def ask(client: httpx.Client, session_id: str | None = None) -> tuple[int, str]:
    """(status, who it is or the error's code); by another id than the browser's own, if one is given."""
    headers = {} if session_id is None else {"Cookie": f"sessionId={session_id}"}
    found = (httpx.Client(transport=client._transport, base_url=client.base_url) if headers else client).get(
        "/session/me", headers=headers
    )
    return found.status_code, found.json()["email" if found.is_success else "code"]


@pytest.fixture
def stored(store: str) -> Callable[[], dict[str, Any]]:
    """What the store holds of sessions, decoded as JSON: by key."""

    def held() -> dict[str, Any]:
        if store == "database":
            return {digest: json.loads(data) for digest, data in Session.objects.values_list("digest", "data")}
        if store == "redis":
            redis: Any = get_redis_connection("default")
            return {key.decode(): json.loads(redis.get(key)) for key in redis.keys("session:*")}
        keys = [key.partition(":1:")[2] for key in caches["memory"]._cache]  # type: ignore[attr-defined]
        return {key: json.loads(caches["memory"].get(key)) for key in keys}

    return held
