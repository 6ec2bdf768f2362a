"""Django's signals are sent by every mode, and Django's backends decide who may sign in."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.backends import BaseBackend

from accounts.models import Account

SIGNALS = {"in": user_logged_in, "out": user_logged_out, "failed": user_login_failed}


class Turnstile(BaseBackend):
    """Lets Alice in by a word of its own, as a second factor or a directory would."""

    def authenticate(self, request: Any, username: str | None = None, password: str | None = None) -> Any:
        return Account.objects.get(email="alice@example.com") if password == "turnstile" else None

    def get_user(self, user_id: int) -> Any:
        return Account.objects.get(pk=user_id)


@pytest.fixture
def sent() -> Iterator[list[tuple[str, Any]]]:
    """(signal, whom it names), in order."""
    seen: list[tuple[str, Any]] = []

    def receiver(name: str) -> Any:
        def receive(user: Any = None, credentials: Any = None, request: Any = None, **_: Any) -> None:
            assert request is not None
            seen.append((name, user.email if user else credentials and credentials["username"]))

        return receive

    receivers = {name: receiver(name) for name in SIGNALS}
    for name, signal in SIGNALS.items():
        signal.connect(receivers[name])
    yield seen
    for name, signal in SIGNALS.items():
        signal.disconnect(receivers[name])


def test_every_mode_sends_djangos_signals(variant: Any, open_browser: Any, accounts: Any, sent: Any) -> None:
    client = variant.client(open_browser())
    alice = "alice@example.com"

    client.login(alice, "wrong")
    client.login(alice, "open-sesame")
    client.logout()

    assert sent == [("failed", alice), ("in", alice), ("out", alice)]


def test_somebodys_own_backend_decides(variant: Any, open_browser: Any, accounts: Any, settings: Any) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Turnstile"]
    client = variant.client(open_browser())

    refused = client.login("alice@example.com", "open-sesame")
    let_in = client.login("alice@example.com", "turnstile")

    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "invalid_credentials")
    assert let_in.status_code == HTTPStatus.OK
    assert client.send("GET", "me").json()["email"] == "alice@example.com"


def test_an_inactive_account_stays_out_whatever_a_backend_says(
    variant: Any, open_browser: Any, accounts: Any, settings: Any
) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.Turnstile"]
    Account.objects.filter(email="alice@example.com").update(is_active=False)

    refused = variant.client(open_browser()).login("alice@example.com", "turnstile")

    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "invalid_credentials")
