"""What a mode's own client adds to a request by itself, for tests that write their requests byte by byte."""

from typing import Any

import httpx

from contract.http_client import proven
from contract.modes import Mode


def client_of(mode: Mode) -> Any:
    """The mode's reference client, which sends nothing itself."""
    return mode.client(httpx.Client(transport=httpx.BaseTransport()))


def proof_of(client: Any, method: str, url: str, credential: dict[str, str] | None = None) -> dict[str, str]:
    """The headers that the client would add to this request: a proof, where the mode asks for one; else none."""
    request = httpx.Request(method, url, headers=credential)
    own = set(request.headers)
    return {name: value for name, value in proven(client.http, request).headers.items() if name not in own}


def lines(headers: dict[str, str]) -> bytes:
    """The headers as HTTP/1.1 has them, each with its line's end."""
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
