"""What must be committed before an answer is, under ATOMIC_REQUESTS and whoever handles exceptions."""

from http import HTTPStatus
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from jwt_auth.refresh.models import TokenFamily

HANDLERS = ("rest_framework.views.exception_handler", None)


@pytest.fixture(params=HANDLERS, ids=["REST framework's handler", "ours"])
def atomic_requests(request: Any, transactional_db: Any, accounts: Any, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    monkeypatch.setitem(connections["default"].settings_dict, "ATOMIC_REQUESTS", True)
    if request.param:
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "EXCEPTION_HANDLER": request.param}


def kinds() -> list[str]:
    return list(AuthEvent.objects.order_by("id").values_list("kind", flat=True))


def test_reuse_ends_the_family(atomic_requests: None, open_browser: Any) -> None:
    browser = open_browser()
    sent = {"email": "alice@example.com", "password": PASSWORD}
    first = browser.post("/jwt-refresh/login", json=sent).json()["refreshToken"]
    second = browser.post("/jwt-refresh/refresh-token", json={"refreshToken": first}).json()["refreshToken"]

    with override_settings(REFRESH_RETRY_SECONDS=0):
        reused = browser.post("/jwt-refresh/refresh-token", json={"refreshToken": first})
    live = browser.post("/jwt-refresh/refresh-token", json={"refreshToken": second})

    assert (reused.status_code, live.status_code) == (HTTPStatus.UNAUTHORIZED, HTTPStatus.UNAUTHORIZED)
    assert list(TokenFamily.objects.values_list("revoked_reason", flat=True)) == ["reuse"]
    assert kinds() == ["login", "refresh_reused"]


@pytest.mark.parametrize("prefix", ["/session", "/jwt", "/jwt-refresh"])
def test_a_wrong_password_is_an_event(atomic_requests: None, open_browser: Any, settings: Any, prefix: str) -> None:
    settings.LOGIN_ATTEMPTS = 1
    for status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS):
        answer = open_browser().post(f"{prefix}/login", json={"email": "alice@example.com", "password": "wrong"})
        assert answer.status_code == status

    assert kinds() == ["login_failed", "throttled"]


def test_a_wrong_current_password_is_an_event(atomic_requests: None, open_browser: Any) -> None:
    browser = open_browser()
    token = browser.post("/jwt/login", json={"email": "alice@example.com", "password": PASSWORD}).json()["accessToken"]

    answer = browser.post(
        "/jwt/password",
        json={"currentPassword": "wrong", "newPassword": "a-new-sesame-1"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert kinds() == ["login", "login_failed"]
