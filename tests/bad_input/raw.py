"""Requests that no HTTP client would send, over the WSGI application: every byte is ours. PEP 3333."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: tuple[str, ...]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Caller:
    """`caller("POST", "/a/login", b"…", {"Content-Type": "…"})`; headers are bytes, or text that stands for them."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application

    def __call__(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, bytes | str] | None = None
    ) -> Answer:
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in (headers or {}).items():
            key = name.upper().replace("-", "_")
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR") else f"HTTP_{key}"] = text
        found: list[Any] = []
        answered = self.application(environ, lambda status, headers, exc_info=None: found.extend((status, headers)))
        try:
            content = b"".join(answered)
        finally:
            answered.close()
        cookies = tuple(value.strip() for name, value in found[1] if name == "Set-Cookie")
        return Answer(int(found[0].partition(" ")[0]), dict(found[1]), cookies, content)


def assert_refused(answer: Answer, what: object = "") -> None:
    """A 4xx in the one error shape."""
    assert 400 <= answer.status < 500, f"{what}: {answer.status}"
    assert_shape(answer, what)


def assert_shape(answer: Answer, what: object = "") -> None:
    """Never a 5xx; and an error has the one shape: detail, code, and fields where fields are at fault."""
    assert answer.status < 500, f"{what}: {answer.status}"
    if answer.status < 400:
        return
    assert answer.headers["Content-Type"] == "application/json", what
    body = answer.json()
    assert set(body) - {"fields"} == {"detail", "code"}, what
    assert isinstance(body["detail"], str) and body["detail"], what
    assert isinstance(body["code"], str) and body["code"].isidentifier(), what
    for complaints in body.get("fields", {}).values():
        assert complaints and all(isinstance(complaint, str) for complaint in complaints), what
