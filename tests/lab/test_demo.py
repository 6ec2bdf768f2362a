"""`manage.py demo`, run as a newcomer does: up in one command, gone in one signal."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from django_redis import get_redis_connection

from tests.servers import ROOT, START_SECONDS, free_port


class Demo:
    """One demo in a folder of its own."""

    def __init__(self, folder: Path, port: int, **given: str) -> None:
        self.folder, self.port, self.url = folder, port, f"http://localhost:{port}"
        own = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DEBUG")
        env = {name: value for name, value in os.environ.items() if name not in own} | given
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "manage.py", "demo", "--no-browser", "--port", str(port)],
                cwd=ROOT, env={**env, "DATA_DIR": str(folder), "COLUMNS": "100"}, stdout=log, stderr=log,
            )  # fmt: skip

    def said(self, text: str) -> bool:
        """Wait until it prints this, or ends."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and text not in self.log.read_text():
            if self.process.poll() is not None:
                return text in self.log.read_text()
            time.sleep(0.05)
        return text in self.log.read_text()

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self, signum: int) -> int:
        self.process.send_signal(signum)
        return self.process.wait(START_SECONDS)


@pytest.fixture
def demo(tmp_path):
    running = Demo(tmp_path, free_port())
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGTERM)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_brings_everything_up_and_takes_everything_down(demo, signum):
    assert demo.said("Ctrl-C ends everything"), demo.log.read_text()
    assert httpx.get(f"{demo.url}/readyz").json()["stores"] == {"database": True, "redis": True}
    assert "open-sesame" in demo.log.read_text()

    status = demo.end(signum)

    assert status == 0
    assert not demo.answers()
    assert not (demo.folder / "valkey.sock").exists()


def test_a_taken_port_is_said_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        second = Demo(tmp_path, port)

        assert second.process.wait(START_SECONDS) == 1
    assert second.log.read_text().count("\n") == 1
    assert f"Can't listen on 127.0.0.1:{port}" in second.log.read_text()


def test_given_stores_nothing_embedded_is_started(tmp_path):
    """REDIS_URL names the tests' own Valkey: the demo uses that, and leaves it running."""
    database = tmp_path / "given.sqlite3"
    given = {"DATABASE_URL": f"sqlite:///{database}", "REDIS_URL": os.environ["REDIS_URL"]}

    demo = Demo(tmp_path, free_port(), **given)

    try:
        assert demo.said("Ctrl-C ends everything"), demo.log.read_text()
        assert httpx.get(f"{demo.url}/readyz").status_code == 200
    finally:
        demo.end(signal.SIGTERM)
    assert database.exists()
    assert not (tmp_path / "valkey").exists()
    assert get_redis_connection("default").ping()
