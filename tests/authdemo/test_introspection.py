"""POST /introspect says of every kind of token what a look-up would, to whoever knows the secret."""

from http import HTTPStatus
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import time_machine

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.bodies import SCHEMAS
from contract.modes import MODES

SECRET = "i" * 32
INACTIVE = {"active": False}
LATER = 4_000_000_000
BY_TOKEN = [mode for mode in MODES if "body" in mode.carriers]


@pytest.fixture(autouse=True)
def secret(settings: Any, accounts: Any) -> None:
    settings.INTROSPECTION_SECRET = SECRET


@pytest.fixture
def ask(open_browser: Any) -> Any:
    """What a service is told of a token; None where it doesn't send one."""

    def asked(token: str | None, secret: str = SECRET, **more: Any) -> Any:
        sent = {"data": {"token": token}} if token is not None else {}
        return open_browser().post("/introspect", **{"auth": ("service", secret), **sent, **more})

    return asked


@pytest.fixture(params=BY_TOKEN, ids=lambda mode: mode.name)
def client(request: pytest.FixtureRequest, open_browser: Any, settings: Any) -> Any:
    """A caller, signed in with a token in the body."""
    settings.SESSION_ENGINE = "sessions_auth.stores.redis"
    found = request.param.client(open_browser(), "body")
    assert found.login("alice@example.com", PASSWORD).is_success
    return found


def test_of_an_access_token_it_says_whose_it_is_for_whom_and_until_when(ask: Any, client: Any, accounts: Any) -> None:
    answer = ask(client.access_token)

    found = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (HTTPStatus.OK, "no-store")
    assert {name: found[name] for name in ("active", "sub", "aud", "email", "role")} == {
        "active": True, "sub": str(accounts["alice"].pk), "aud": f"authdemo{client.prefix}",
        "email": "alice@example.com", "role": "user",
    }  # fmt: skip
    assert found["exp"] > 1_700_000_000
    schema = {**SCHEMAS["Introspection"], "components": {"schemas": SCHEMAS}}
    jsonschema.validate(found, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    "change",
    [{"is_active": False}, {"password": "!"}, None],
    ids=["deactivated", "a new password", "deleted"],
)
def test_of_a_token_whose_account_may_not_go_on_it_says_nothing(ask: Any, client: Any, change: Any) -> None:
    """Behind the application's back, and though the dial here stands at `none`."""
    alice = Account.objects.filter(email="alice@example.com")
    tokens = [token for token in (client.access_token, client.refresh_token) if token]

    if change:
        alice.update(**change)
    else:
        alice.delete()

    assert [ask(token).json() for token in tokens] == [INACTIVE] * len(tokens)


def test_a_role_is_told_as_it_is_now(ask: Any, client: Any) -> None:
    Account.objects.filter(email="alice@example.com").update(role="admin")

    assert ask(client.access_token).json()["role"] == "admin"


def test_a_login_that_was_left_is_inactive_where_it_was_kept(ask: Any, client: Any, settings: Any) -> None:
    settings.JWT_REVOCATION = "denylist"  # by which a bare token's logout is one too
    token, renewal = client.access_token, client.refresh_token

    client.logout()

    assert ask(token).json() == INACTIVE
    assert renewal is None or ask(renewal).json() == INACTIVE


def test_an_expired_token_is_inactive(ask: Any, client: Any) -> None:
    assert ask(client.access_token, headers={"X-Lab-Clock": "+3601"}).json() == INACTIVE


def test_of_a_refresh_token_it_says_so_until_it_was_used(ask: Any, client: Any) -> None:
    if not client.refresh_token:
        pytest.skip("nothing to renew")
    first = client.refresh_token
    before = ask(first).json()

    client.refresh()

    assert (before["active"], before["aud"].endswith("refresh-token"), "token_type" in before) == (True, True, False)
    assert ask(first).json() == INACTIVE
    assert ask(client.refresh_token).json()["gen"] == 1
    assert client.send("GET", "me").is_success  # asking about a used one is no reuse


def test_looking_is_no_use(ask: Any, open_browser: Any) -> None:
    """An opaque token isn't renewed by being asked about."""
    [mode] = [mode for mode in MODES if mode.name == "opaque"]
    with time_machine.travel(LATER, tick=False) as time:
        client = mode.client(open_browser(), "body")
        client.login("alice@example.com", PASSWORD)
        for _ in range(3):
            time.shift(601)
            answers = ask(client.access_token).json()

    assert answers == INACTIVE


@pytest.mark.parametrize("token", ["x", "a.b.c", "ses_", "ses_" + "x" * 43, "é", "x" * 4096, "\ud7ff", "."])
def test_whatever_is_no_token_of_ours_is_inactive(ask: Any, token: str) -> None:
    answer = ask(token)

    assert (answer.status_code, answer.json()) == (HTTPStatus.OK, INACTIVE)


def test_a_session_cookie_is_no_token(ask: Any, open_browser: Any) -> None:
    [mode] = [mode for mode in MODES if mode.name == "session"]
    client = mode.client(open_browser())
    client.login("alice@example.com", PASSWORD)

    assert ask(client.http.cookies["sessionId"]).json() == INACTIVE


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "not_authenticated"),
        ({"Authorization": f"Bearer {SECRET}"}, "not_authenticated"),
        *(({"Authorization": value}, "invalid_credentials") for value in (
            "Basic", "Basic !", "Basic eDp5", "Basic eA==", "Basic Og==", f"Basic {SECRET}",
        )),
    ],
)  # fmt: skip
def test_without_the_secret_nothing_is_said(ask: Any, headers: dict[str, str], code: str) -> None:
    answer = ask("x", auth=None, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNAUTHORIZED, code)
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="introspect"'


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "OPTIONS"])
def test_without_the_setting_there_is_no_such_path(open_browser: Any, settings: Any, method: str) -> None:
    settings.INTROSPECTION_SECRET = ""

    answer = open_browser().request(method, "/introspect", auth=("service", ""))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({}, 400, "invalid"),
        ({"data": {"token": ""}}, 400, "invalid"),
        ({"data": {"token": "x\0"}}, 400, "invalid"),
        ({"data": {"token": "x" * 4097}}, 400, "invalid"),
        ({"json": {"token": "x"}}, 415, "unsupported_media_type"),
        ({"data": {"token": "x" * 65_536}}, 413, "too_large"),
        ({"data": {f"f{n}": "" for n in range(1001)}}, 400, "invalid"),
    ],
    ids=["nothing", "empty", "NUL", "too long", "JSON", "a large body", "a thousand fields"],
)
def test_what_makes_no_sense_is_refused(ask: Any, sent: Any, status: int, code: str) -> None:
    answer = ask(None, **sent)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_store_that_does_not_answer_says_nothing_of_a_token(ask: Any, client: Any, settings: Any) -> None:
    settings.JWT_REVOCATION = "both"
    default = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {**settings.CACHES, "default": default}

    answer = ask(client.access_token)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable")
