"""The examples run as they are written, against a real server."""

import gzip
import hmac
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import time_machine
from jwt.utils import base64url_encode

from contract.http_client import open_http
from contract.modes import MODES
from jwt_auth.bare.client import Client as Bare
from jwt_auth.refresh.client import Client as Refresh
from lab.servers.processes import Process, free_port
from tests.servers import Server

EXAMPLES = Path(__file__).parent.parent / "examples"
SECRET = "i" * 32


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(JWT_ALGORITHM="ES256", INTROSPECTION_SECRET=SECRET, DPOP_NONCE="1") as running:
        yield running


WAYS = {"keys": ["--jwks"], "introspection": ["--introspect"], "both": ["--jwks", "--introspect", "--cache"]}


@pytest.fixture(scope="module", params=WAYS)
def service(server: Server, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[str]:
    """The resource server: its own process, no environment but the secret, nothing of ours on its path."""
    port, ways = free_port(), WAYS[request.param]
    addresses = {"--jwks": f"{server.url}/.well-known/jwks.json", "--introspect": f"{server.url}/introspect"}
    options = [part for way in ways for part in (way, addresses.get(way, "30"))]
    command = [sys.executable, "-I", str(EXAMPLES / "resource_server.py"), *options, "--port", str(port)]
    secret = {"INTROSPECTION_SECRET": SECRET} if "--introspect" in ways else {}
    process = Process(command, port, secret, tmp_path_factory.mktemp("service") / "log")
    process.start()
    yield process.url
    process.stop()


@pytest.fixture(autouse=True)
def empty_stores() -> None:
    """The server's are its own."""


@pytest.fixture
def callers(server: Server) -> Iterator[Callable[[], httpx.Client]]:
    """Makes HTTP clients for the server, closed with the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_http(server.url))


def run(*command: str) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_python(server):
    said = run(sys.executable, str(EXAMPLES / "client.py"), server.url)

    assert [line.partition(", ")[0] for line in said.splitlines()] == [
        f"{prefix}: alice@example.com" for prefix in ("/session", "/jwt", "/jwt-refresh", "/opaque", "/jwt-dpop")
    ]


def test_a_client_is_as_large_as_the_docs_say():
    said = (EXAMPLES.parent / "docs" / "clients.md").read_text()
    told = re.search(r"client\.mjs\).*?(\d+) lines, ([\d,]+) bytes, ([\d,]+) gzipped", said)
    lines, size, gzipped = (int(number.replace(",", "")) for number in told.groups())
    source = (EXAMPLES / "client.mjs").read_bytes()
    python = (EXAMPLES / "client.py").read_text().count("\n")

    assert (lines, size) == (source.count(b"\n"), len(source))
    assert gzipped == pytest.approx(len(gzip.compress(source)), rel=0.02)  # zlibs differ by a little
    assert f"{python} lines" in said
    assert max(lines, python) < 200


def copied(name: str) -> Any:
    """An example as whoever copies it imports it."""
    spec = importlib.util.spec_from_file_location(f"copied_{name}", EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def python() -> Any:
    return copied("client")


@pytest.fixture(params=[(mode.prefix, carrier) for mode in MODES if mode.client.renewable for carrier in mode.carriers])
def client(python: Any, server: Server, request: pytest.FixtureRequest) -> Iterator[Any]:
    client = python.Client(server.url, *request.param)
    with client.http:
        client.login("alice@example.com", "open-sesame")
        yield client


def test_twenty_threads_that_meet_an_expired_token_renew_it_once(client):
    renewals: list[str] = []

    def later(request: httpx.Request) -> None:
        if request.url.path.endswith("/refresh-token"):
            renewals.append(request.url.path)
        elif not renewals:
            request.headers["X-Lab-Clock"] = "+901"

    client.http.event_hooks["request"] = [later]
    with ThreadPoolExecutor(20) as threads:
        for _ in range(3):
            renewals.clear()
            called = [threads.submit(client.call, "GET", "me") for _ in range(20)]

            assert [each.result(30)["email"] for each in called] == ["alice@example.com"] * 20
            assert len(renewals) == 1


def test_a_thread_whose_renewal_was_lost_has_it_again(client):
    arrived: list[int] = []

    def lose(answer: httpx.Response) -> None:
        if answer.url.path.endswith("/refresh-token"):
            arrived.append(answer.status_code)
            if len(arrived) == 1:
                raise httpx.ReadError("lost on its way")

    client.http.event_hooks["response"] = [lose]
    client.until = 0  # as when a quarter of an hour has passed

    assert client.call("GET", "me")["email"] == "alice@example.com"
    assert arrived == [200, 200]


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_wrong_costs_a_bound_login_nothing(python, server, hours):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        client = python.Client(server.url, "/jwt-dpop")
        with client.http:
            client.login("alice@example.com", "open-sesame")

            assert client.call("GET", "me")["email"] == "alice@example.com"


def test_a_bound_token_is_worth_nothing_without_its_key(python, server):
    client, thief = python.Client(server.url, "/jwt-dpop"), python.Client(server.url, "/jwt-dpop")
    with client.http, thief.http:
        client.login("alice@example.com", "open-sesame")
        thief.access, thief.refresh, thief.scheme = client.access, client.refresh, client.scheme

        with pytest.raises(httpx.HTTPStatusError, match="401"):
            thief.call("GET", "me")


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
def test_shell(server):
    said = run("sh", str(EXAMPLES / "client.sh"), server.url)

    answers = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert [answer["email"] for answer in answers if "role" in answer] == ["alice@example.com"] * 4
    assert [answer["revoked"] for answer in answers if "revoked" in answer] == [True, False, True]


@pytest.mark.parametrize("make", [Bare, Refresh], ids=["jwt", "jwt-refresh"])
class TestResourceServer:
    """It knows the public keys, or one secret, or both, and nothing else."""

    @pytest.fixture
    def token(self, make, callers) -> str:
        client = make(callers())
        client.login("alice@example.com", "open-sesame").raise_for_status()
        assert client.access_token
        return client.access_token

    def ask(self, service: str, token: str) -> httpx.Response:
        return httpx.get(f"{service}/whoami", headers={"Authorization": f"Bearer {token}"})

    def test_it_accepts_an_access_token(self, service, token):
        answer = self.ask(service, token)

        assert (answer.status_code, answer.json()["email"]) == (200, "alice@example.com")

    def test_it_refuses_a_changed_one(self, service, token):
        head, claims, signature = token.split(".")
        other = "A" if signature[5] != "A" else "B"

        answer = self.ask(service, f"{head}.{claims}.{signature[:5]}{other}{signature[6:]}")

        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")

    def test_it_refuses_a_token_that_an_hmac_of_the_public_key_signs(self, service, server, token):
        """Algorithm confusion (RFC 8725 §2.1)."""
        public = httpx.get(f"{server.url}/.well-known/jwks.json").json()["keys"][0]
        head = base64url_encode(json.dumps({"alg": "HS256", "typ": "at+jwt", "kid": public["kid"]}).encode()).decode()
        signed = f"{head}.{token.split('.')[1]}"
        mac = hmac.digest(json.dumps(public).encode(), signed.encode(), "sha256")

        answer = self.ask(service, f"{signed}.{base64url_encode(mac).decode()}")

        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.fixture(scope="module", params=WAYS)
def judge(server: Server, request: pytest.FixtureRequest) -> tuple[Any, int, Any]:
    """The resource server, and what it judges tokens by, in this process, whose clock can be moved; and how long
    a token still counts there, in seconds, after its login was left."""
    module, way = copied("resource_server"), request.param
    keys = module.Keys(f"{server.url}/.well-known/jwks.json")
    asking = module.Introspection(f"{server.url}/introspect", SECRET, 30 if way == "both" else 0, module.AUDIENCES)
    ways = {"keys": (900, keys), "introspection": (0, asking), "both": (30, module.Both(keys, asking))}
    return (module, *ways[way])


def test_a_logout_counts_at_another_service_when_its_way_says(judge, callers):
    (module, last, judging), client = judge, Refresh(callers())
    client.login("alice@example.com", "open-sesame").raise_for_status()
    token = client.access_token
    issued = jwt.decode(token, options={"verify_signature": False})["iat"]
    accepted = []

    with time_machine.travel(issued, tick=False) as clock:
        assert judging.claims_of(token)["email"] == "alice@example.com"
        client.logout()
        for seconds in sorted({0, max(0, last - 1), last}):
            clock.move_to(issued + seconds)
            with suppress(module.Refused):
                accepted.append((seconds, judging.claims_of(token)["email"]))

    assert [seconds for seconds, _ in accepted] == sorted({0, last - 1} if last else [])


def test_whoever_can_reach_no_issuer_lets_nobody_in(server, callers):
    module, client = copied("resource_server"), Bare(callers())
    client.login("alice@example.com", "open-sesame").raise_for_status()
    nowhere = f"http://127.0.0.1:{free_port()}"
    judges = [module.Keys(nowhere), module.Introspection(nowhere, SECRET, 30, module.AUDIENCES)]
    judges.append(module.Introspection(f"{server.url}/introspect", "another secret", 30, module.AUDIENCES))

    for judging in judges:
        with pytest.raises(module.Unknown):
            judging.claims_of(client.access_token)


def test_the_resource_server_refuses_a_refresh_token(service, callers):
    client = Refresh(callers())
    client.login("alice@example.com", "open-sesame").raise_for_status()

    answer = httpx.get(f"{service}/whoami", headers={"Authorization": f"Bearer {client.refresh_token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


@pytest.mark.parametrize(
    "authorization", [None, "Basic eDp5", "Bearer", "Bearer x", "Bearer a.b.c", "Bearer ..", "Bearer é"]
)
def test_the_resource_server_refuses_rubbish(service, authorization):
    headers = {"Authorization": authorization.encode()} if authorization else {}

    answer = httpx.get(f"{service}/whoami", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
