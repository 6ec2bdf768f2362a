"""Every cell of tests/differences.py, asserted."""

from collections.abc import Callable
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.core.management import call_command
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from authdemo.embedded import start_valkey
from contract.modes import MODES
from tests import differences, stores
from tests.conftest import VARIANTS

pytestmark = pytest.mark.django_db
CHANGED_IN = "password change in "
NEW = "a quite different secret"
CLIENTS: dict[str, Any] = {mode.name: mode.client for mode in MODES}


class World:
    """Somebody's login by one mode, and the ways in which the world can change under it."""

    def __init__(self, client: Any, others: Callable[[type], Any], settings: Any, clock: Any) -> None:
        self.client, self.others, self.settings, self.clock = client, others, settings, clock

    def change(self, event: str) -> None:
        if event.startswith(CHANGED_IN):
            self.change_password(self.others(CLIENTS[event.removeprefix(CHANGED_IN)]))
        else:
            getattr(self, method_of(event))()

    def elsewhere(self) -> Any:
        return self.others(type(self.client))

    def change_password(self, client: Any) -> None:
        sent = {"currentPassword": PASSWORD, "newPassword": NEW}
        assert client.send("POST", "password", sent).status_code == HTTPStatus.OK

    def on_nothing(self) -> None: ...

    def on_logout(self) -> None:
        assert self.client.logout().status_code == HTTPStatus.OK

    def on_logout_all_elsewhere(self) -> None:
        assert self.elsewhere().send("POST", "logout-all").status_code == HTTPStatus.OK

    def on_login_ended_elsewhere(self) -> None:
        other = self.elsewhere()
        for login in other.send("GET", "logins").json()["logins"]:
            if not login["current"]:
                assert other.send("DELETE", f"logins/{login['id']}").status_code == HTTPStatus.NO_CONTENT

    def on_password_change_elsewhere(self) -> None:
        self.change_password(self.elsewhere())

    def on_password_set_by_an_operator(self) -> None:
        alice = Account.objects.get(email="alice@example.com")
        alice.set_password(NEW)
        Account.objects.filter(pk=alice.pk).update(password=alice.password)

    def on_deactivation(self) -> None:
        Account.objects.filter(email="alice@example.com").update(is_active=False)

    def saved(self, **changes: Any) -> None:
        """By the model's own save(), as a form or a command of anybody's would."""
        alice = Account.objects.get(email="alice@example.com")
        for name, value in changes.items():
            setattr(alice, name, value)
        alice.save()

    def on_password_saved(self) -> None:
        self.saved(password=make_password(NEW))

    def on_deactivation_saved(self) -> None:
        self.saved(is_active=False)

    def on_promotion_saved(self) -> None:
        self.saved(role="admin")

    def on_name_saved(self) -> None:
        self.saved(display_name="Alice Liddell")

    def on_deletion(self) -> None:
        Account.objects.filter(email="alice@example.com").delete()

    def on_signing_key_rotated(self) -> None:
        call_command("rotate_signing_key", stdout=StringIO())

    def on_old_signing_keys_retired(self) -> None:
        call_command("rotate_signing_key", "--retire", stdout=StringIO())

    def on_SECRET_KEY_replaced(self) -> None:
        self.settings.SECRET_KEY = "another secret, of another server, and long enough"

    def on_SECRET_KEY_with_a_fallback(self) -> None:
        self.settings.SECRET_KEY_FALLBACKS = [self.settings.SECRET_KEY]
        self.on_SECRET_KEY_replaced()

    def on_16_minutes_unused(self) -> None:
        self.clock.shift(16 * 60)

    def on_31_minutes_unused(self) -> None:
        self.clock.shift(31 * 60)

    def on_61_minutes_unused(self) -> None:
        self.clock.shift(61 * 60)

    def on_8_days_unused(self) -> None:
        self.clock.shift(8 * 86400)

    def on_Redis_restarts(self) -> None:
        stores.VALKEY.stop()
        stores.VALKEY = start_valkey(self.settings.REDIS_URL, self.settings.DATA_DIR / "valkey")

    def on_Redis_loses_its_data(self) -> None:
        get_redis_connection("default").flushall()

    def on_the_server_restarts(self) -> None:
        caches["memory"].clear()  # all that a process takes with it


def method_of(event: str) -> str:
    return f"on_{event.replace(' ', '_').replace('-', '_')}"


def can_happen(event: str) -> bool:
    """Whether this project has what the event is about; tests/test_architecture.py sees to it that ours has all."""
    return event.startswith(CHANGED_IN) or hasattr(World, method_of(event))


@pytest.fixture
def world(sign_in: Any, open_browser: Any, settings: Any, moved_clock: Any) -> World:
    def others(kind: type) -> Any:
        client = kind(open_browser())
        assert client.login("alice@example.com", PASSWORD).status_code == HTTPStatus.OK
        return client

    return World(sign_in(), others, settings, moved_clock)


def caller(open_browser: Any, key: Any) -> Any:
    """Somebody else; with the key of a bound token, where they have it."""
    http = open_browser()
    http.auth = key
    return http


def worth(open_browser: Any, client: Any, credential: dict[str, str], key: Any = None) -> str:
    """What `me` says to a thief who took this credential."""
    return code_of(caller(open_browser, key).get(f"{client.prefix}/me", headers=credential))


def worth_to_renew(open_browser: Any, client: Any, refresh_token: str, key: Any = None) -> str:
    """What `refresh-token` says to a thief who took this refresh token."""
    sent = {"refreshToken": refresh_token}
    return code_of(caller(open_browser, key).post(f"{client.prefix}/refresh-token", json=sent))


def code_of(response: Any) -> str:
    return str(response.json().get("code", "ok"))


def refresh_token_of(client: Any) -> str | None:
    held = client.refresh_token
    return held or next((c.value for c in client.http.cookies.jar if c.name == "refreshToken"), None)


def holds(table: Any, event: str, variant: Any, world: World, open_browser: Any) -> None:
    """Take what the client holds, let the event happen, and compare what it is worth with the table's row."""
    row, name = table[event], variant.mode.name
    expected = row[name]
    if variant.store and variant.store != differences.SESSION_STORES.get(event, variant.store):
        expected = differences.OK
    taken, renewal = world.client.credential(), refresh_token_of(world.client)
    key = world.client.http.auth

    world.change(event)

    assert worth(open_browser, world.client, taken) == expected
    if differences.FACTS[name].rotates:
        assert renewal
        assert worth_to_renew(open_browser, world.client, renewal) == row[f"{name} renewal"]
    if f"{name} key" in row:
        assert worth(open_browser, world.client, taken, key) == row[f"{name} key"]
        assert worth_to_renew(open_browser, world.client, renewal or "", key) == row[f"{name} renewal key"]


@pytest.mark.parametrize("event", [*filter(can_happen, differences.OLD_CREDENTIAL)])
def test_what_an_old_credential_is_worth(event, variant, world, open_browser):
    holds(differences.OLD_CREDENTIAL, event, variant, world, open_browser)


ROTATING = [name for name, facts in differences.FACTS.items() if facts.rotates]
DIALLED = [
    (setting, variant)
    for setting, name in (column.split() for column in differences.BY_DIAL if not column.endswith(" renewal"))
    for variant in VARIANTS
    if variant.mode.name == name and variant.carrier == variant.mode.carriers[0]
]


@pytest.mark.parametrize("event", differences.OLD_CREDENTIAL_BY_DIAL)
@pytest.mark.parametrize(("setting", "variant"), DIALLED, ids=lambda part: str(part), indirect=["variant"])
def test_what_an_old_credential_is_worth_by_the_dial(event, setting, variant, settings, world, open_browser):
    settings.JWT_REVOCATION = setting
    row = differences.OLD_CREDENTIAL_BY_DIAL[event]
    taken, renewal, key = world.client.credential(), refresh_token_of(world.client), world.client.http.auth

    world.change(event)

    assert worth(open_browser, world.client, taken, key) == row[f"{setting} {variant.mode.name}"]
    if variant.mode.name in ROTATING:
        assert worth_to_renew(open_browser, world.client, renewal, key) == row[f"{variant.mode.name} renewal"]


def test_which_role_an_old_credential_has_after_a_promotion(variant, sign_in):
    client = sign_in()
    old, renewed = differences.ROLE_AFTER_PROMOTION[variant.mode.name]

    Account.objects.filter(email="alice@example.com").update(role="admin")

    assert client.send("GET", "me").json()["role"] == old
    if client.renewable:
        client.refresh()
    assert client.send("GET", "me").json()["role"] == renewed
