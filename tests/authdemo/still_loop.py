"""`granian --interface rsgi tests.authdemo.still_loop:application`: /still keeps the event loop busy for SECONDS."""

import time
from collections.abc import Iterable
from typing import Any

from authdemo.front import Front

SECONDS = 2


class Response(list[bytes]):
    streaming = False


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/still":
        application.loop.call_soon_threadsafe(time.sleep, SECONDS)
    start_response("200 OK", [])
    return Response([environ["wsgi.input"].read()])


application = Front(answer, threads=2, limit=100)
