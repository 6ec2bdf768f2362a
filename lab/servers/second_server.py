"""A second server process, started when somebody first asks, to see which credential it knows. Over real TCP.

`shared`: the same database and Redis as this one. Alone: the same keys and nothing else; its sessions in its memory,
its database its own. It ends itself when its parent does, or when nobody has asked for two minutes.

Run as `python -m lab.second_server`: writes its port on the first line, serves until its input ends.
"""

import os
import select
import subprocess
import sys
import threading
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

IDLE_SECONDS = 120
START_SECONDS = 30


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: the parent's log is not ours."""


class IdleServer(WSGIServer):
    timeout = IDLE_SECONDS

    def handle_timeout(self) -> None:
        os._exit(0)


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    if os.environ.get("REDIS_URL", "").startswith("memory:"):
        call_command("migrate", verbosity=0)
    server = IdleServer(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    while True:
        server.handle_request()


_running: dict[tuple[bool, bool], tuple[subprocess.Popen[str], int]] = {}
_starting = threading.Lock()


def environment(shared: bool, own_keys: bool) -> dict[str, str]:
    from django.conf import settings

    told = {
        "DEBUG": "1",
        "SECRET_KEY": settings.SECRET_KEY,
        "JWT_KEYS": str(settings.JWT_KEYS),
        "JWT_ALGORITHM": settings.JWT_ALGORITHM,
        "SESSION_STORE": settings.SESSION_ENGINE.rpartition(".")[2],
        "REDIS_URL": settings.REDIS_URL,
        "DATA_DIR": str(settings.DATA_DIR),
    }
    if not shared:
        folder = settings.DATA_DIR / "second-server"
        told |= {"SESSION_STORE": "memory", "REDIS_URL": "memory://", "DATA_DIR": str(folder), "JWT_DENYLIST": "0"}
        told["DATABASE_URL"] = f"sqlite:///{folder}/db.sqlite3"
    if own_keys:
        told["JWT_KEYS"] = str(settings.DATA_DIR / "race-keys.json")
    return {**os.environ, **told}


def base_url(shared: bool, own_keys: bool = False) -> str:
    """Where the second server listens; started now unless it runs. With signing keys of its own they can be rotated,
    and nobody else's login notices. Raises: RuntimeError when it doesn't come up."""
    with _starting:
        running = _running.get((shared, own_keys))
        if running is None or running[0].poll() is not None:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "lab.servers.second_server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environment(shared, own_keys),
            )
            output: Any = process.stdout
            ready, _, _ = select.select([output], [], [], START_SECONDS)
            port = output.readline().strip() if ready else ""
            if not port.isdecimal():
                process.kill()
                process.wait()
                raise RuntimeError("the second server did not start")
            running = _running[shared, own_keys] = process, int(port)
        return f"http://127.0.0.1:{running[1]}"


if __name__ == "__main__":
    main()
