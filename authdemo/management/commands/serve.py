"""The one command that starts production."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.checks import ERROR
from django.core.management.base import BaseCommand, CommandError

from ...startup import findings, sentence

# Each thread of glibc's has memory of its own, and keeps a hash's 19 MiB: eight threads a worker are 150 MiB.
ALLOCATION = {"MALLOC_ARENA_MAX": "2"}


class Command(BaseCommand):
    help = "Check the settings, and serve: SIGHUP restarts gracefully, SIGTERM and Ctrl-C stop within seconds."
    requires_system_checks: list[str] = []  # run below, and said in a sentence each

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="default: HOST, or 127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.PORT, help="default: PORT, or 8000")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="processes; default: WORKERS, or 2")
        parser.add_argument("--threads", type=int, default=settings.THREADS, help="of each; default: THREADS, or 8")

    def handle(self, *args: Any, host: str, port: int, workers: int, threads: int, **options: Any) -> None:
        if workers < 1 or threads < 1:
            raise CommandError("Workers and threads are counted from 1.")
        if not 0 <= port <= 65535:
            raise CommandError(f"{port} is no port: they go from 0 to 65535.")
        messages = list(findings())
        if errors := [sentence(message) for message in messages if message.is_serious(ERROR)]:
            raise CommandError(" ".join(errors))
        for message in messages:
            self.stderr.write(f"Warning: {sentence(message)}")
        claim(host, port)
        told = {"HOST": host, "PORT": str(port), "WORKERS": str(workers), "THREADS": str(threads)}
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, arguments(host, port, workers), ALLOCATION | os.environ | told)  # noqa: S606 (this Python, no shell)


def claim(host: str, port: int) -> None:
    """Raises: CommandError where the port is taken. The server's own SO_REUSEPORT would share it in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CommandError(f"Can't listen on {host}:{port} ({fault}). Try --port {port % 65535 + 1}.") from fault


def arguments(host: str, port: int, workers: int) -> list[str]:
    """The command line of the server that answers by `authdemo.rsgi`."""
    listen = ["--host", host, "--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", "authdemo.server", *listen]
