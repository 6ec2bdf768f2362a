"""What others' code and tests may ask of a session engine. `make test-sessions` runs Django's own tests of it."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client
from rest_framework.test import APIClient

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from sessions_auth.models import Session
from sessions_auth.stores import engine

from .conftest import ask, sign_in

EXPIRED = (HTTPStatus.UNAUTHORIZED, "session_expired")


@pytest.fixture
def key(store: str, db: Any) -> str:
    """Of a session that nobody has signed in to."""
    session = engine()()
    session["basket"] = ["tea"]
    session.save()
    return str(session.session_key)


def test_a_session_without_a_login_keeps_its_data(key: str) -> None:
    session = engine()(key)

    assert session["basket"] == ["tea"]
    assert engine()().exists(key)
    assert session.account() is None


@pytest.mark.parametrize("delete", [lambda key: engine()(key).delete(), lambda key: engine()().delete(key)], ids="12")
def test_deleting_by_key_deletes(key: str, delete: Any) -> None:
    delete(key)

    assert not engine()().exists(key)
    assert dict(engine()(key).items()) == {}


def test_saving_what_was_ended_elsewhere_raises(key: str) -> None:
    session = engine()(key)
    session["basket"] = ["coffee"]
    engine()(key).flush()

    for act in (session.save, session.cycle_key):
        with pytest.raises(UpdateError):
            act()
    assert not engine()().exists(key)


def test_nobody_else_chooses_an_id(store: str, db: Any) -> None:
    """Session fixation."""
    chosen = "chosen-by-somebody-else"
    for must_create, fault in ((True, CreateError), (False, UpdateError)):
        replaced = engine()(chosen)
        replaced.clear()
        with pytest.raises(fault):
            replaced.save(must_create)
    looked_at = engine()(chosen)
    looked_at["basket"] = ["tea"]
    looked_at.save()

    assert looked_at.session_key != chosen
    assert not engine()().exists(chosen)


def test_an_expiry_of_ones_own_counts(store: str, db: Any, moved_clock: Any) -> None:
    session = engine()()
    session.set_expiry(10)
    session.save()

    moved_clock.shift(9)
    assert engine()().exists(session.session_key)
    moved_clock.shift(2)
    assert not engine()().exists(session.session_key)


@pytest.mark.parametrize("longer", [13 * 3600, timedelta(hours=13)], ids=str)
def test_no_session_outlives_the_absolute_lifetime(store: str, db: Any, longer: Any) -> None:
    with pytest.raises(ValueError, match="SESSION_ABSOLUTE_SECONDS"):
        engine()().set_expiry(longer)


def test_expired_sessions_are_cleared(browser: Any, moved_clock: Any) -> None:
    moved_clock.shift(1801)
    engine().clear_expired()

    assert Session.objects.count() == 0


@pytest.mark.parametrize("client_class", [Client, APIClient])
@pytest.mark.parametrize("how", ["login", "force_login"])
def test_djangos_test_clients_sign_in(store: str, accounts: dict[str, Account], client_class: Any, how: str) -> None:
    client = client_class(headers={"host": "localhost"})

    if how == "login":
        assert client.login(username="alice@example.com", password=PASSWORD)
    else:
        client.force_login(accounts["alice"])

    assert client.get("/session/me").json()["email"] == "alice@example.com"
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    client.logout()
    assert not engine()().exists(key)


@pytest.mark.parametrize("fault", [{"is_active": False}, {"password": "!"}], ids=["deactivated", "password"])
def test_what_was_refused_as_ended_stays_ended(browser: Any, accounts: dict[str, Account], fault: Any) -> None:
    """Also when the account comes back."""
    cookie, alice = browser.cookies["sessionId"], Account.objects.filter(pk=accounts["alice"].pk)
    before = alice.values(*fault).get()
    alice.update(**fault)
    assert ask(browser, cookie) == EXPIRED

    alice.update(**before)

    assert ask(browser, cookie) == EXPIRED
    assert Session.objects.count() == 0
    assert sign_in(browser).status_code == HTTPStatus.OK
