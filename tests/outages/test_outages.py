"""When a store is down, a call that needs it says so with 503 and when to try again; every other call is answered as
ever; nothing passes, nothing hangs, and nothing has to be restarted afterwards."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Any

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from contract.modes import MODES
from tests.conftest import Variant
from tests.servers import Server
from tests.tables import table

from .conftest import Store

OK, UNAVAILABLE = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE
SECONDS = 8  # no answer takes longer, whatever is down
ADMIN = "admin@example.com"
NEITHER, DATABASE, REDIS = frozenset[str](), frozenset({"database"}), frozenset({"redis"})
BOTH = DATABASE | REDIS

# What each call needs: with sessions in Redis, a denylist and the accounts' moments; with sessions in the database and
# nothing looked up; and with tokens looked up, which are then no better off than sessions.
COLUMNS = (              "session",       "jwt",               "jwt-refresh", "opaque", "jwt-dpop",
)  # fmt: skip
NEEDS = {
    "on redis": table(COLUMNS, {
        "POST login":         (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "GET me":             (BOTH,           REDIS,               REDIS,        BOTH,     REDIS),
        "GET profile":        (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "PATCH profile":      (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "GET report":         (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "GET logins":         (BOTH,           REDIS,               BOTH,         BOTH,     BOTH),
        "DELETE logins/x":    (BOTH,           REDIS,               BOTH,         BOTH,     BOTH),
        "POST password":      (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "POST refresh-token": (NEITHER,        NEITHER,             DATABASE,     NEITHER,  BOTH),
        "POST logout":        (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "POST logout-all":    (BOTH,           REDIS,               BOTH,         BOTH,     BOTH),
    }),
    "on database": table(COLUMNS, {
        "POST login":         (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "GET me":             (DATABASE,       NEITHER,             NEITHER,      DATABASE, REDIS),
        "GET profile":        (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "PATCH profile":      (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "GET report":         (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "GET logins":         (DATABASE,       NEITHER,             DATABASE,     DATABASE, BOTH),
        "DELETE logins/x":    (DATABASE,       NEITHER,             DATABASE,     DATABASE, BOTH),
        "POST password":      (BOTH,           BOTH,                BOTH,         BOTH,     BOTH),
        "POST refresh-token": (NEITHER,        NEITHER,             DATABASE,     NEITHER,  BOTH),
        "POST logout":        (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "POST logout-all":    (DATABASE,       NEITHER,             DATABASE,     DATABASE, BOTH),
    }),
    "looked up": table(COLUMNS, {
        "GET me":             (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "GET logins":         (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "POST logout":        (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
        "POST logout-all":    (DATABASE,       DATABASE,            DATABASE,     DATABASE, BOTH),
    }),
}  # fmt: skip
SELF_CONTAINED = [mode for mode in MODES if not NEEDS["on database"]["GET me"][mode.name]]
BODIES = {
    "POST login": {"email": ADMIN, "password": PASSWORD},
    "PATCH profile": {"displayName": "Admin"},
    "POST password": {"currentPassword": PASSWORD, "newPassword": "correct horse battery"},
}


@pytest.fixture
def sign_in() -> Iterator[Callable[..., Any]]:
    """Signs somebody in at a server; returns the reference client, whose connections end with the test."""
    with ExitStack() as stack:

        def signed_in(server: Server, mode: Any, email: str = ADMIN) -> Any:
            http = stack.enter_context(open_http(server.url))
            client = Variant(mode, mode.carriers[0]).client(http)
            response = client.login(email, PASSWORD)
            assert response.status_code == OK, response.text
            return client

        yield signed_in


def send(client: Any, call: str) -> httpx.Response:
    method, path = call.split(" ")
    body = BODIES.get(call)
    if path in ("refresh-token", "logout") and client.refresh_token:
        body = {"refreshToken": client.refresh_token}
    begun = time.monotonic()
    response: httpx.Response = client.send(method, path, body)
    assert time.monotonic() - begun < SECONDS
    return response


@contextmanager
def outage(store: Store) -> Iterator[None]:
    store.stop()
    try:
        yield
    finally:
        store.start()


def assert_unavailable(response: httpx.Response, store: str, call: str) -> None:
    assert response.status_code == UNAVAILABLE, (call, response.text)
    assert response.json()["code"] == "store_unavailable"
    assert store in response.json()["detail"].lower()
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize("down", ["redis", "database"])
@pytest.mark.parametrize("configuration", NEEDS)
def test_a_call_fails_if_its_store_is_down_and_else_does_not_notice(
    stores: dict[str, Store], servers: dict[str, Server], sign_in: Any, configuration: str, down: str
) -> None:
    server = servers[configuration]
    callers = [sign_in(server, mode) for mode in MODES]
    leavers = [sign_in(server, mode, "bob@example.com") for mode in MODES]
    onlookers = [sign_in(server, mode, "alice@example.com") for mode in MODES]

    with outage(stores[down]):
        for call, needs in NEEDS[configuration].items():
            asked = zip(MODES, leavers if call == "POST logout" else callers, strict=True)
            # Who is answered comes last: their `logout-all` moves the moment that all the account's tokens are held to.
            for mode, client in sorted(asked, key=lambda each: down not in needs[each[0].name]):
                response = send(client, call)
                if down in needs[mode.name]:
                    assert_unavailable(response, down, f"{mode.name} {call}")
                else:
                    absent = call == "DELETE logins/x" or (call == "POST refresh-token" and not client.renewable)
                    expected = HTTPStatus.NOT_FOUND if absent else OK
                    assert response.status_code == expected, (mode.name, call, response.text)
        assert httpx.get(f"{server.url}/healthz").status_code == OK
        ready = httpx.get(f"{server.url}/readyz")
        assert_unavailable(ready, down, "readyz")
        assert ready.json()["stores"] == {"database": down != "database", "redis": down != "redis"}

    assert httpx.get(f"{server.url}/readyz").status_code == OK
    assert [send(client, "GET me").status_code for client in onlookers] == [OK] * len(MODES)
    assert [send(client, "POST login").status_code for client in callers] == [OK] * len(MODES)
    assert "Traceback" not in server.log()


@pytest.mark.parametrize("down", ["redis", "database"])
def test_the_keys_that_verify_are_served(stores: dict[str, Store], servers: dict[str, Server], down: str) -> None:
    with outage(stores[down]):
        answers = [httpx.get(server.url + "/.well-known/jwks.json").status_code for server in servers.values()]

    assert answers == [OK] * len(servers)


@pytest.mark.parametrize("down", ["redis", "database"])
def test_the_admin_is_no_fault_of_ours_either(stores: dict[str, Store], servers: dict[str, Server], down: str) -> None:
    with outage(stores[down]):
        for server in servers.values():
            answer = httpx.get(server.url + "/admin/login/", cookies={"adminSessionId": "x"})
            assert answer.status_code in (OK, UNAVAILABLE)


def test_a_store_that_hangs_is_a_store_that_is_down(
    stores: dict[str, Store], servers: dict[str, Server], sign_in: Any
) -> None:
    callers = [sign_in(servers["on redis"], mode) for mode in MODES]
    process = stores["redis"].running._process

    process.send_signal(signal.SIGSTOP)
    try:
        for mode, client in zip(MODES, callers, strict=True):
            assert_unavailable(send(client, "GET me"), "redis", mode.name)
    finally:
        process.send_signal(signal.SIGCONT)

    assert [send(client, "GET me").status_code for client in callers] == [OK] * len(MODES)


def test_a_room_needs_redis_says_so_and_goes_on_afterwards(
    stores: dict[str, Store], servers: dict[str, Server]
) -> None:
    with open_http(servers["on redis"].url) as http:
        opened = http.post("/room/open", json={}).json()
        asked = f"/room/{opened['code']}/state", {"X-Lab-Room": f"{opened['code']}.{opened['key']}"}

        with outage(stores["redis"]):
            for response in (http.post("/room/open", json={}), http.get(asked[0], headers=asked[1])):
                assert_unavailable(response, "redis", "room")

        assert http.get(asked[0], headers=asked[1]).status_code == OK


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_bad_credential_does_not_pass_because_a_store_is_down(
    stores: dict[str, Store], servers: dict[str, Server], mode: Any
) -> None:
    headers = {"Cookie": "sessionId=x"} if mode.name == "session" else {"Authorization": "Bearer x"}

    for down in stores.values():
        with outage(down):
            for server in servers.values():
                status = httpx.get(f"{server.url}{mode.prefix}/me", headers=headers).status_code
                assert status in (HTTPStatus.UNAUTHORIZED, UNAVAILABLE)
                assert httpx.get(f"{server.url}{mode.prefix}/me").status_code == HTTPStatus.UNAUTHORIZED


@pytest.mark.parametrize("mode", SELF_CONTAINED[:1], ids=lambda mode: mode.name)
def test_a_server_that_starts_without_its_stores_verifies_tokens_and_answers_in_time(
    servers: dict[str, Server], sign_in: Any, mode: Any
) -> None:
    origin = servers["on database"]
    bearer = sign_in(origin, mode)
    with socket.create_server(("127.0.0.1", 0)) as mute:  # takes connections, and never says a word
        where = f"127.0.0.1:{mute.getsockname()[1]}"
        env: dict[str, Any] = {
            "DATABASE_URL": f"postgres://nobody@{where}/none",
            "REDIS_URL": f"redis://{where}/0",
            "JWT_KEYS": f"{origin.folder}/jwt-keys.json",
        }

        with Server(prepared=False, SESSION_STORE="redis", **env) as server:
            bearer.http.base_url = bearer.http.headers["Origin"] = server.url
            answers = {call: send(bearer, call) for call in ("GET me", "GET logins", "GET profile", "POST login")}
            ready = httpx.get(f"{server.url}/readyz", timeout=SECONDS)

    for call, response in answers.items():
        if NEEDS["on database"][call][mode.name]:
            assert response.status_code == UNAVAILABLE, (call, response.text)
            assert response.json()["code"] == "store_unavailable"
        else:
            assert response.status_code in (OK, HTTPStatus.NOT_FOUND)
    assert ready.json()["stores"] == {"database": False, "redis": False}
