"""Server processes on free ports of the loopback, and what stands before two of them."""

import http.client
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
from django.conf import settings

START_SECONDS = 60
STOP_SECONDS = 10


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A server process that answers at `url`. Raises: RuntimeError, with its log, when it doesn't start."""

    def __init__(self, command: list[str], port: int, env: dict[str, str], log: Path, ready: str = "/healthz") -> None:
        self.command, self.port, self.env, self.log, self.ready = command, port, env, log, ready
        self.url = f"http://localhost:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  (a command of ours)
                self.command, cwd=settings.BASE_DIR, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.command[2]} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", self.ready, headers={"Host": "localhost"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def restart(self, **env: str) -> None:
        self.stop()
        self.env |= env
        self.start()


class RoundRobin(httpx.BaseTransport):
    """Sends each request to the next of some servers, as a load balancer would; the client sees one address."""

    def __init__(self, servers: list[Process]) -> None:
        self.servers, self.turn = servers, 0
        self.inner = httpx.HTTPTransport(verify=False)  # plain HTTP, on the loopback

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        server = self.servers[self.turn % len(self.servers)]
        self.turn += 1
        request.url = request.url.copy_with(port=server.port)
        return self.inner.handle_request(request)

    def close(self) -> None:
        self.inner.close()
