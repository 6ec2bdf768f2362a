"""Everything on this machine in one command: stores, database, demo accounts, server."""

import http.client
import io
import os
import signal
import subprocess
import time
import webbrowser
from argparse import ArgumentParser
from contextlib import ExitStack
from types import FrameType
from typing import Any, ClassVar

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from authdemo import embedded
from authdemo.banner import banner

from .serve import ALLOCATION, arguments, claim

START_SECONDS = 60
LOCAL = {"127.0.0.1": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (asked for by name, never bound here)


class Stopped(BaseException):
    """Ctrl-C or SIGTERM."""


def _stop(signum: int, frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
    raise Stopped


class Command(BaseCommand):
    help = "Run the whole demo on this machine: an embedded store, SQLite, demo accounts, and the server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT, help="default: PORT, or 8000")
        parser.add_argument("--host", default=settings.HOST, help="default: HOST, or 127.0.0.1")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="default: WORKERS, or 2")
        parser.add_argument("--no-browser", action="store_true", help="don't open the page")

    def handle(self, *args: Any, port: int, host: str, workers: int, no_browser: bool, **options: Any) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _stop)
        try:
            with ExitStack() as stack:
                self.run(stack, host, port, workers, no_browser)
        except Stopped:
            self.stderr.write("Stopped.")

    # -- what a project may add
    links: ClassVar[list[tuple[str, str, str]]] = []  # (name, path, note) for the banner

    def environment(self) -> tuple[dict[str, str], list[str]]:
        """(what the server is told besides, notes under the banner)."""
        return {}, []

    def address(self, host: str) -> str:
        """The name by which the server is reached."""
        return "localhost" if host in LOCAL else host

    def run(self, stack: ExitStack, host: str, port: int, workers: int, no_browser: bool) -> None:
        claim(host, port)
        extra, notes = self.environment()
        if settings.REDIS_EMBEDDED and embedded.ValkeyServer:
            try:
                valkey = embedded.start_valkey(settings.REDIS_URL, settings.DATA_DIR / "valkey")
            except Exception as fault:  # of many kinds, all of which mean that there is no store to go on with
                if "already in use" in str(fault):
                    fault = CommandError(f"a demo runs on {settings.DATA_DIR} already; give this one a DATA_DIR.")
                raise CommandError(f"The embedded Valkey did not start: {fault}") from fault
            stack.callback(valkey.stop)
        elif settings.REDIS_EMBEDDED:
            extra |= {"REDIS_URL": "memory://", "SESSION_STORE": "database"}
            workers = 1
            notes.append("No Valkey for this platform: one worker, sessions in the database, attempt limits in memory.")
        call_command("migrate", verbosity=0)
        if settings.DEMO:
            call_command("seed_accounts", stdout=io.StringIO())
        server = self.serve(stack, host, port, workers, extra)
        self.wait_for(server, host, port)
        url = f"http://{self.address(host)}:{port}"
        banner(url, workers, notes, self.links)
        self.ready(url)
        if not no_browser and "pages" in settings.INSTALLED_APPS:
            webbrowser.open(f"http://localhost:{port}/")
        if code := server.wait():
            raise CommandError(f"The server ended with status {code}.")

    def ready(self, url: str) -> None:
        """The server is up."""

    @staticmethod
    def serve(stack: ExitStack, host: str, port: int, workers: int, extra: dict[str, str]) -> subprocess.Popen[bytes]:
        told = {"HOST": host, "PORT": str(port), "WORKERS": str(workers), "DEBUG": str(int(settings.DEBUG)), **extra}
        server = subprocess.Popen(
            arguments(host, port, workers),
            cwd=settings.BASE_DIR,
            env={**ALLOCATION, **os.environ, **told},
        )

        def end() -> None:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()

        stack.callback(end)
        return server

    @staticmethod
    def wait_for(server: subprocess.Popen[bytes], host: str, port: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        where = LOCAL.get(host, host)
        while time.monotonic() < deadline and server.poll() is None:
            try:
                connection = http.client.HTTPConnection(where, port, timeout=2)
                connection.request("GET", "/healthz", headers={"Host": "localhost"})
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise CommandError("The server did not start; its log stands above.")
