"""Under an ASGI server the contract is the same: through every middleware, for each mode's own client."""

import asyncio
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.core.asgi import get_asgi_application

from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from contract.modes import MODES
from tests.conftest import BASE


class Asgi(httpx.BaseTransport):
    """Hands each request to the ASGI application, in an event loop."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def answered() -> httpx.Response:
            answer = await httpx.ASGITransport(get_asgi_application()).handle_async_request(request)
            return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())

        return asyncio.run(answered())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_login_a_call_and_a_refusal_are_answered(mode: Any, accounts: Any) -> None:
    client, stranger = mode.client(open_http(BASE, Asgi())), mode.client(open_http(BASE, Asgi()))

    answers = [
        client.login("alice@example.com", PASSWORD),
        client.send("GET", "me"),
        stranger.http.get(f"{mode.prefix}/me"),
        stranger.http.get(f"{mode.prefix}/me", headers={"Host": "evil.example"}),
    ]

    expected = [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST]
    assert [answer.status_code for answer in answers] == expected
