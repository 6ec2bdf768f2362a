"""What stands before the WSGI application: each request has arrived whole, and within its limits, before a thread is
taken for it. Whoever sends slowly waits alone.

It speaks RSGI, granian's own interface (its docs/spec/RSGI.md), because a WSGI server calls the application first and
lets it wait for the body. On the event loop a waiting client costs a coroutine; Django runs in THREADS threads that
live as long as the process, so that there are as many database connections and no more. A request that announces no
body has nothing to wait for, and goes to a thread at once. What is wrong with a body is no answer yet: it is handed on
as `environ["authdemo.refusal"]`, and answered where every refusal is, by the middleware.
"""

import asyncio
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable
from io import BytesIO
from multiprocessing import parent_process
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, NamedTuple

from granian import _futures
from rest_framework.exceptions import APIException, ParseError

from accounts.exceptions import BodyTimeout, Busy, TooLarge

from .server import say_ready

logger = logging.getLogger("authdemo.front")
Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
BODY_SECONDS = 10  # for all of a body to arrive
QUEUE_SECONDS = 10  # for a thread to be free; whoever waited longer is told to come back
PARENT_SECONDS = 1  # how often a worker looks whether the process that would end it still lives
granians_schedule: Any = _futures._cbsched_aioschedule
COMMON: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class Work(NamedTuple):
    """A request that is ready for a thread; where a coroutine has read its body, the future that ends with it."""

    scope: Any
    protocol: Any
    body: bytes
    refusal: APIException | None
    since: float
    done: asyncio.Future[None] | None = None


class Front:
    """The RSGI application over a WSGI one; `limit` is in bytes."""

    def __init__(self, application: Application, threads: int, limit: int) -> None:
        self.application, self.threads, self.limit = application, threads, limit
        self.queue: SimpleQueue[Work] = SimpleQueue()
        self.ended: deque[asyncio.Future[None]] = deque()
        self.parent = parent_process()  # known by a pipe: also if it died before this worker was up

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        _futures._cbsched_aioschedule = self.schedule_by
        for number in range(self.threads):
            Thread(target=self.work, name=f"django-{number}", daemon=True).start()
        loop.call_soon(say_ready)
        loop.call_soon(self.look_around)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.settle()
        loop.run_until_complete(asyncio.sleep(0))

    def schedule_by(self, *arguments: Any) -> Callable[[Any], None]:
        """What granian's own thread does with each request that arrived. Granian's way leads over the event loop, whose
        thread wakes another (docs/adr: up to a fifth of what `me` costs)."""
        by_the_loop = granians_schedule(*arguments)

        def schedule(watcher: Any) -> None:
            scope = watcher.scope
            headers = scope.headers
            if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
                self.queue.put(Work(scope, watcher.proto, b"", None, monotonic()))
            else:
                by_the_loop(watcher)

        return schedule

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        self.settle()
        body = b""
        refusal: APIException | None = None
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await self.read(scope.headers, protocol)
        except TimeoutError:
            refusal = BodyTimeout()
        except APIException as fault:
            refusal = fault
        done = self.loop.create_future()
        self.queue.put(Work(scope, protocol, body, refusal, monotonic(), done))
        await done

    async def read(self, headers: Any, protocol: Any) -> bytes:
        """Raises: TooLarge, unread where its length says so; ParseError where it breaks off, or is coded (RFC 9112
        §6.1)."""
        if headers.get("transfer-encoding", "chunked").lower() != "chunked":
            raise ParseError("No other transfer coding than chunked is undone here.")
        # Granian has refused what is no number (RFC 9110 §8.6); zeros before it may be more than Python reads as one.
        told = headers.get("content-length")
        length = None if told is None else int(told.lstrip("0") or 0)
        if length is not None and length > self.limit:
            raise TooLarge
        pieces, size, empty = [], 0, 0
        async for piece in protocol:
            size += len(piece)
            if size > self.limit:
                raise TooLarge
            pieces.append(piece)
            empty += not piece
        # granian ends a body with one empty piece; a fault, or a trailer, is one more
        if empty > 1 or (length is not None and size != length):
            raise ParseError("The body broke off.")
        return b"".join(pieces)

    def settle(self) -> None:
        """End the coroutines whose answers have gone out: in passing, since waking the loop for each costs more."""
        while self.ended:
            self.ended.popleft().set_result(None)

    def look_around(self) -> None:
        """No worker outlives the process that would end it: it would go on answering, without its store, for ever."""
        self.settle()
        if self.parent and not self.parent.is_alive():
            os.kill(os.getpid(), signal.SIGTERM)
            self.loop.call_later(PARENT_SECONDS, os._exit, 1)
        self.loop.call_later(PARENT_SECONDS, self.look_around)

    def work(self) -> None:
        while True:
            work = self.queue.get()
            try:
                answer(self.application, work)
            except Exception:  # whatever it was, the thread goes on for the next request
                logger.exception("no answer: %s %s", work.scope.method, work.scope.path)
                work.protocol.response_empty(500, [])
            if work.done:
                self.ended.append(work.done)
            del work  # while it waits for the next one, a thread keeps nothing of the last


def answer(application: Application, work: Work) -> None:
    refusal = work.refusal
    if monotonic() - work.since > QUEUE_SECONDS:
        refusal = refusal or Busy("No thread was free for this request.")
    start = Start()
    environ = environ_of(work.scope, work.body, refusal)
    environ["authdemo.since"] = work.since
    environ["wsgi.file_wrapper"] = File
    body = application(environ, start)
    if work.refusal:
        start.headers.append(("Connection", "close"))  # what wasn't read stands before the next request: RFC 9112 §9.3
    try:
        if isinstance(body, File):
            body.send(work.protocol, start)
        elif not getattr(body, "streaming", True):
            work.protocol.response_bytes(start.status, start.headers, b"".join(body))
        else:
            transport = work.protocol.response_stream(start.status, start.headers)
            for piece in body:
                transport.send_bytes(piece)
    finally:
        if close := getattr(body, "close", None):
            close()


class File:
    """PEP 3333's `wsgi.file_wrapper`: a file is sent by its name, as its client reads it. Whatever is streamed waits in
    memory for a client that doesn't."""

    def __init__(self, file: Any, block_size: int) -> None:
        self.file, self.close = file, file.close

    def send(self, protocol: Any, start: "Start") -> None:
        whole = getattr(self.file, "fileobj", self.file)  # WhiteNoise's SlicedFile has `remaining` bytes of one
        if whole is self.file:
            protocol.response_file(start.status, start.headers, whole.name)
        else:
            begin = whole.tell()
            protocol.response_file_range(start.status, start.headers, whole.name, begin, begin + self.file.remaining)


class Start:
    """WSGI's `start_response`, for an application that has done with its head before its body is asked for."""

    status: int
    headers: list[tuple[str, str]]

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


_keys: dict[str, str] = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


def key_of(name: str) -> str:
    """A header's name in the environ. Few are ever new; those that a stranger invents are not remembered."""
    key = _keys.get(name)
    if key is None:
        key = "HTTP_" + name.upper().replace("-", "_")
        if len(_keys) < 200:
            _keys[name] = key
    return key


def environ_of(scope: Any, body: bytes, refusal: APIException | None) -> Environ:
    """PEP 3333. Names with an underscore are dropped, as nginx does: `X_Forwarded_For` would pass for our proxy's."""
    path = scope.path
    host, port = address_of(scope.server)
    environ = COMMON | {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PROTOCOL": "HTTP/" + scope.http_version,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "REMOTE_ADDR": address_of(scope.client)[0],
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
    }
    headers = scope.headers
    items = headers.items()
    for name, value in items:
        if "_" in name:
            continue
        key = key_of(name)
        if key in environ:
            value = environ[key] + (";" if name == "cookie" else ",") + value
        environ[key] = value
    if len(items) < len(headers):  # a value that isn't ASCII is left out by granian: it was sent, and is worth nothing
        for name in headers:
            if "_" not in name:
                environ.setdefault(key_of(name), "")
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""
    environ["CONTENT_LENGTH"] = str(len(body))
    if refusal is not None:
        environ["authdemo.refusal"] = refusal
    return environ


def address_of(socket: str) -> tuple[str, str]:
    """`127.0.0.1:8000` and `[::1]:8000` in two."""
    host, _, port = socket.rpartition(":")
    return host.strip("[]"), port
