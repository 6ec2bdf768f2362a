"""`manage.py serve`: it refuses what the checks call an error, replaces a worker that died, restarts its workers while
clients are served, and leaves nothing behind."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from django.core.management import CommandError, call_command

from contract.http_client import open_http
from contract.modes import MODES
from tests.proofs import client_of, lines, proof_of
from tests.servers import ROOT, Server, free_port

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
PRODUCTION = {"DEBUG": "0", "LAB": "0", "ALLOWED_HOSTS": "localhost", "SECRET_KEY": SECRET}
LOGIN = b'{"email": "alice@example.com", "password": "open-sesame"}'
SIGN_IN = (
    b"POST %s/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n%%s\r\n%s" % (MODES[0].prefix.encode(), len(LOGIN), LOGIN)
)
CLIENT = client_of(MODES[0])
REFUSED = {
    "COOKIE_SECURE": ("0", "accounts.E009"),
    "TRUSTED_PROXIES": ("-1", "accounts.E008"),
    "SECRET_KEY": ("x", "authdemo.E002"),
}


def start(folder: Path, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "authdemo.settings", "DATA_DIR": str(folder), **PRODUCTION, **env}
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=told, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("name", "value", "code"), [(name, *row) for name, row in REFUSED.items()], ids=REFUSED)
def test_what_the_checks_call_an_error_starts_no_server(tmp_path: Path, name: str, value: str, code: str) -> None:
    served = start(tmp_path, "manage.py", "serve", "--port", str(free_port()), **{name: value})
    imported = start(tmp_path, "-c", "import authdemo.wsgi", **{name: value})

    assert served.returncode != 0 and code in served.stderr.splitlines()[-1]
    assert imported.returncode != 0 and code in imported.stderr.splitlines()[-1]


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_is_none_is_said_to_be_none(port: int) -> None:
    with pytest.raises(CommandError, match="65535"):
        call_command("serve", port=port)


def workers_of(server: Server) -> set[int]:
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return {int(pid) for pid in children if "resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_text()}


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def signed_in(port: int, again: bool = True) -> int | str:
    """The status of a sign-in, for a client that does as browsers and proxies do: a connection that is closed before a
    byte of its answer is asked once more (RFC 9112 §9.3.1), since a worker that ends closes what it has not read."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(SIGN_IN % lines(proof_of(CLIENT, "POST", f"http://localhost{MODES[0].prefix}/login")))
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    if answer:
        return int(answer[9:12])
    return signed_in(port, again=False) if again else "no answer"


def sign_ins(server: Server) -> int:
    """How many the server has made."""
    with closing(sqlite3.connect(server.folder / "db.sqlite3", timeout=10)) as connection:
        [count] = connection.execute("SELECT count(*) FROM accounts_authevent WHERE kind = 'login'").fetchone()
    return int(count)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestProcesses:
    def test_a_second_server_on_the_same_port_says_so_and_stops(self, tmp_path: Path) -> None:
        with Server() as server:
            second = start(tmp_path, "manage.py", "serve", "--port", str(server.port))

            assert second.returncode != 0 and "Can't listen" in second.stderr.splitlines()[-1]

    def test_a_worker_that_is_killed_is_replaced(self) -> None:
        with Server(workers=2) as server:
            before = workers_of(server)
            os.kill(min(before), signal.SIGKILL)

            assert wait_until(lambda: len(workers_of(server) - before) == 1, 20)
            assert max(before) in workers_of(server)
            assert wait_until(server.healthy, 10)

    def test_workers_may_die_again_and_again(self) -> None:
        """Granian alone ends when a worker dies within 5.5 seconds of its start."""
        with Server(workers=1) as server:
            assert server.process
            for _ in range(3):
                before = workers_of(server)
                os.kill(*before, signal.SIGKILL)
                assert wait_until(lambda: bool(workers_of(server) - before), 20)  # noqa: B023
                assert wait_until(server.healthy, 10)

            assert server.process.poll() is None

    def test_nothing_is_left_five_seconds_after_a_stop_under_load(self) -> None:
        with Server(workers=2, LOGIN_ATTEMPTS="100000") as server:
            workers, stopped = workers_of(server), Event()

            def sign_in() -> None:
                while not stopped.is_set():
                    try:
                        with open_http(server.url) as http:
                            MODES[0].client(http).login("alice@example.com", "open-sesame")
                    except httpx.HTTPError:
                        time.sleep(0.01)

            clients = [Thread(target=sign_in) for _ in range(4)]
            for client in clients:
                client.start()
            assert server.process
            server.process.terminate()
            server.process.wait(5)
            stopped.set()
            for client in clients:
                client.join()

            assert not [pid for pid in workers if is_alive(pid)]

    def test_no_worker_outlives_the_process_that_would_end_it(self) -> None:
        with Server(workers=2) as server:
            workers = workers_of(server)
            assert server.process
            server.process.kill()
            server.process.wait()

            assert wait_until(lambda: not [pid for pid in workers if is_alive(pid)], 5)

    def test_a_restart_under_load_fails_no_request(self) -> None:
        """Nor is one that was begun left without its answer: it would have been made once more than was answered."""
        with Server(workers=2) as server:
            before, stopped = workers_of(server), Event()
            statuses: list[object] = []

            def ask() -> None:
                while not stopped.is_set():
                    try:
                        statuses.append(signed_in(server.port))
                    except OSError as fault:
                        statuses.append(repr(fault))

            clients = [Thread(target=ask) for _ in range(4)]
            for client in clients:
                client.start()
            assert server.process
            server.process.send_signal(signal.SIGHUP)
            renewed = wait_until(lambda: not before & workers_of(server), 30)
            stopped.set()
            for client in clients:
                client.join()

            assert renewed
            assert set(statuses) == {200}
            assert sign_ins(server) == len(statuses)
