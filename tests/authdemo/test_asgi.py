"""Under an ASGI server the contract is the same: Django's AsyncClient, through every middleware."""

import asyncio
from http import HTTPStatus
from typing import Any

import pytest
from django.test import AsyncClient

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", MODES[:3], ids=lambda mode: mode.name)
def test_a_login_a_call_and_a_refusal_are_answered(mode: Any, accounts: Any) -> None:
    login = {"email": "alice@example.com", "password": PASSWORD}

    async def calls() -> list[int]:
        client = AsyncClient()
        signed_in = await client.post(f"{mode.prefix}/login", login, "application/json")
        token = signed_in.json().get("accessToken")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        me = await client.get(f"{mode.prefix}/me", headers=headers)
        refused = await AsyncClient().get(f"{mode.prefix}/me")
        foreign = await AsyncClient().get(f"{mode.prefix}/me", headers={"host": "evil.example"})
        return [response.status_code for response in (signed_in, me, refused, foreign)]

    assert asyncio.run(calls()) == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST]
