"""What `me` costs at every mode, in CPU instructions, counted by valgrind: the same whatever else the machine does.

DEBUG=1 python scripts/instructions.py        (apt-get install valgrind; a minute or two for each store)

For each store one process calls the WSGI application itself: no server, no kernel. A bound token's proofs are made
before. Two calls of libc that nobody else makes say where a count begins and where it ends.
"""

import gc
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
WARM, COUNTED, SECONDS = 30, 40, 900
VALGRIND = ["valgrind", "-q", "--tool=callgrind", "--zero-before=getsid", "--dump-before=getpgid"]


def count() -> None:
    """Inside valgrind: for each mode sign in, prepare its calls, and make them between the two marks."""
    import httpx
    from django.core.wsgi import get_wsgi_application

    from contract.http_client import open_http, proven
    from contract.modes import MODES
    from jwt_auth.proofs.proof import verify
    from jwt_auth.proofs.replay import refuse_replay
    from lab.benchmark.targets import EMAIL, PASSWORD

    application = get_wsgi_application()
    for mode in MODES:
        client = mode.client(open_http("http://localhost", httpx.WSGITransport(application)), mode.carriers[0])
        client.login(EMAIL, PASSWORD).raise_for_status()
        path, headers = f"{client.prefix}/me", client.credential()
        if client.carrier != "cookie":
            client.http.cookies.clear()
        build = client.http.build_request
        calls = [proven(client.http, build("GET", path, headers=headers)) for _ in range(WARM + COUNTED)]
        counted(lambda one, to=application: to(one, answer).close(), [environ(call) for call in calls])
    raw = [(call.headers["DPoP"], "GET", str(call.url), client.access_token) for call in calls]
    proofs = [verify(*one) for one in raw]
    counted(lambda one: verify(*one), raw)
    counted(refuse_replay, [replace(proof, id=f"{proof.id} again") for proof in proofs])


def counted(call: Callable[[Any], Any], given: list[Any]) -> None:
    gc.collect()
    gc.freeze()  # else a full collection falls into one count or another
    for number, one in enumerate(given):
        if number == WARM:
            os.getsid(0)
        call(one)
    os.getpgid(0)


def environ(request: Any) -> dict[str, Any]:
    """A request as PEP 3333 has it."""
    own = {
        "REQUEST_METHOD": "GET", "PATH_INFO": request.url.path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
        "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip
    return own | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()}


def answer(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
    if not status.startswith("200"):
        raise RuntimeError(status)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
    import django

    django.setup()
    from contract.modes import MODES
    from lab.benchmark.targets import OUR_ACCOUNT, OURS
    from lab.servers.fleet import Fleet

    counts = [
        *(f"`me` at `{mode.prefix}`" for mode in MODES),
        "of it: a proof's verification",
        "of it: its replay check",
    ]
    table: dict[str, list[str]] = {name: [] for name in counts}
    with tempfile.TemporaryDirectory() as folder, Fleet(Path(folder) / "fleet", postgres=False, env=OURS) as fleet:
        fleet.manage("shell", "-v0", "-c", OUR_ACCOUNT, env={})
        for store in ("redis", "database"):
            sys.stderr.write(f"sessions in {store} …\n")
            out = Path(folder) / store
            subprocess.run(  # noqa: S603  (this Python, this file)
                [*VALGRIND, f"--callgrind-out-file={out}", sys.executable, __file__, "--count"],
                cwd=ROOT, env=fleet.env({"SESSION_STORE": store, "PYTHONHASHSEED": "0"}), check=True, timeout=SECONDS,
            )  # fmt: skip
            for number, figures in enumerate(table.values(), 1):
                total = re.search(r"^(?:totals|summary): (\d+)", Path(f"{out}.{number}").read_text(), re.MULTILINE)
                figures.append(f"{int(total[1]) / COUNTED / 1e6:.3f}" if total else "?")
    sys.stdout.write("| million instructions | sessions in Redis | in the database |\n| --- | --- | --- |\n")
    for name, figures in table.items():
        sys.stdout.write(f"| {name} | {' | '.join(figures)} |\n")


if __name__ == "__main__":
    count() if sys.argv[1:] == ["--count"] else main()
