"""Granian as `manage.py serve`, the demo and the tests start it: `python -m authdemo.server`.

Two things differ from granian's own command. Workers that die are replaced, however often: granian takes a worker that
dies within 5.5 seconds of its start for one that can't start, and ends them all, so that two kills would take the site
down. And SIGHUP ends an old worker when its successor is up: granian gives that 3.5 seconds, and a busy machine takes
longer.
"""

import logging
import os
import time
from argparse import ArgumentParser
from collections import deque
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

logger = logging.getLogger("authdemo.server")
DEATHS, SECONDS = 10, 30  # so many within so long are a fault of ours: the server ends, for a supervisor to see
HEADER_MILLISECONDS = 10_000
KILL_SECONDS = 3  # a worker that doesn't stop within is killed
READY_SECONDS = 60
READY = "AUTHDEMO_READY"  # in the environment: a folder, where each worker that is up leaves a file by its process id


def say_ready() -> None:
    """By a worker, when it listens; nothing where another server started it."""
    if folder := os.environ.get(READY):
        Path(folder, str(os.getpid())).touch()


class Respawns(dict[int, float]):
    """Granian's memory of when it replaced which worker; it forgets, until there were too many."""

    def __init__(self) -> None:
        super().__init__()
        self.times: deque[float] = deque(maxlen=DEATHS)

    def __setitem__(self, worker: int, at: float) -> None:
        self.times.append(at)
        super().__setitem__(worker, at)

    def get(self, worker: int, default: Any = None) -> Any:
        looping = len(self.times) == DEATHS and time.monotonic() - self.times[0] < SECONDS
        return super().get(worker, default) if looping else default


class Server(MPServer):
    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        """A new worker for each of these. One that doesn't come up leaves the old one at work: a release that can't
        start takes nothing down."""
        for index in workers:
            self.respawned_wrks[index] = time.monotonic()
            old: Any = self.wrks[index]
            new: Any = self._spawn_worker(index, spawn_target, target_loader)
            new.interrupt_by_parent = replacing = old.is_alive()  # its death is noticed here, as long as old is there
            new.start()
            if replacing and not self.comes_up(new):
                logger.error("worker-%s stays: its successor did not come up", index + 1)
                new.kill()
                continue
            new.interrupt_by_parent = False
            self.wrks[index] = new
            old.terminate()
            old.join(KILL_SECONDS)
            if old.is_alive():
                old.kill()
                old.join()

    def comes_up(self, worker: Any) -> bool:
        deadline, ready = time.monotonic() + READY_SECONDS, Path(os.environ[READY], str(worker.inner.pid))
        while not ready.exists():
            if time.monotonic() > deadline or not worker.is_alive() or self.interrupt_signal:
                return False
            time.sleep(0.02)
        ready.unlink()
        return True


def serve(host: str, port: int, workers: int) -> None:
    server = Server(
        "authdemo.rsgi:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backlog=2048,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=KILL_SECONDS,
    )
    server.respawned_wrks = Respawns()
    with TemporaryDirectory(prefix="authdemo-workers-") as folder:
        for name in (READY, "PROMETHEUS_MULTIPROC_DIR"):  # the latter is where workers count, for authdemo.metrics
            os.environ[name] = str(Path(folder, name))
            Path(folder, name).mkdir()
        server.serve()


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--host", required=True)
    for name in ("--port", "--workers"):
        parser.add_argument(name, type=int, required=True)
    serve(**vars(parser.parse_args()))
