"""Django's signals are sent by every mode, and Django's backends decide who may sign in."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib import auth
from django.contrib.auth import user_logged_in, user_logged_out, user_login_failed
from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.credentials import ask_backends
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


class Certificates(BaseBackend):
    """Takes no password: nobody asks it for one."""

    def authenticate(self, request: Any, certificate: str) -> Any:
        raise AssertionError


class Bouncer(BaseBackend):
    def authenticate(self, request: Any, **credentials: Any) -> Any:
        raise PermissionDenied


class Nobody(BaseBackend):
    def authenticate(self, request: Any, username: str, password: str) -> Any:
        return None


@pytest.mark.parametrize("password", ["turnstile", "wrong"])
@pytest.mark.parametrize(
    "backends",
    [[Turnstile], [Nobody, Turnstile], [Certificates, Turnstile], [Turnstile, Bouncer], [Bouncer, Turnstile], [Nobody]],
    ids=lambda backends: " ".join(backend.__name__ for backend in backends),
)
def test_backends_are_asked_as_django_asks_them(
    accounts: Any, settings: Any, backends: list[type], password: str
) -> None:
    settings.AUTHENTICATION_BACKENDS = [f"{__name__}.{backend.__name__}" for backend in backends]
    request = HttpRequest()
    failures: list[Any] = []

    def receive(sender: Any, credentials: Any, request: Any, **_: Any) -> None:
        failures.append((sender, credentials, request))

    def outcome(authenticate: Any) -> Any:
        failures.clear()
        user = authenticate(request, username="alice@example.com", password=password)
        return user, user and user.backend, list(failures)

    user_login_failed.connect(receive)
    try:
        assert outcome(ask_backends) == outcome(auth.authenticate)
    finally:
        user_login_failed.disconnect(receive)
