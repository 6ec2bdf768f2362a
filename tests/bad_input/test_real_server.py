"""The same over a socket, at the real server: what it refuses itself, and what it hands on."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from contract.http_client import open_http
from contract.modes import MODES
from tests.dpop.proving import new_key, proof
from tests.servers import Server

LOGIN_PATH, ME = f"{MODES[0].prefix}/login".encode(), f"{MODES[0].prefix}/me".encode()
LOGIN = {"email": "alice@example.com", "password": "open-sesame"}
GOOD = json.dumps(LOGIN).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(LOGIN_ATTEMPTS="10000") as running:
        yield running


def exchange(server: Server, raw: bytes, patience: float = 10) -> bytes:
    """What comes back for these bytes until the server closes; after `patience` seconds of silence, we hang up."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=patience) as connection:
        try:
            connection.sendall(raw)
            while chunk := connection.recv(65536):
                found += chunk
        except (ConnectionError, TimeoutError):
            pass
    return found


def assert_works(server: Server) -> None:
    """The next good request works."""
    with open_http(server.url) as http:
        assert MODES[0].client(http).login(**LOGIN).status_code == 200


def request(method: bytes, path: bytes, body: bytes = b"", *headers: bytes) -> bytes:
    lines = [method + b" " + path + b" HTTP/1.1", b"Host: localhost", b"Connection: close"]
    lines += [b"Content-Length: %d" % len(body), b"Content-Type: application/json", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


# granian hands on no header value that isn't ASCII, so nothing is offered by one.
HANDED_ON = {
    "not UTF-8": (400, "invalid", request(b"POST", LOGIN_PATH, b'{"email": "\xff"}')),
    "10,000 deep": (400, "invalid", request(b"POST", LOGIN_PATH, b"[" * 10_000)),
    "NUL bytes": (400, "invalid", request(b"POST", LOGIN_PATH, b"\0" * 100)),
    "a 1 MB password": (413, "too_large", request(b"POST", LOGIN_PATH, GOOD[:-2] + b"x" * 2**20 + b'"}')),
    "no body at all": (400, "invalid", request(b"POST", b"/jwt-refresh/refresh-token")),
    "a chunked body": (
        400,
        "invalid",
        b"POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n0\r\n\r\n" % LOGIN_PATH,
    ),
    "a cookie that is not ASCII": (
        401,
        "not_authenticated",
        request(b"GET", b"/session/me", b"", b"Cookie: sessionId=\xff\xfe"),
    ),
    "a token that is not ASCII": (
        401,
        "not_authenticated",
        request(b"GET", b"/jwt/me", b"", b"Authorization: Bearer \xc3\xa9"),
    ),
    "a cookie of 30 KB": (
        401,
        "invalid_token",
        request(b"GET", b"/jwt/me", b"", b"Cookie: accessToken=" + b"a" * 30_000),
    ),
    "another host": (400, "invalid", request(b"GET", ME).replace(b"Host: localhost", b"Host: evil.example")),
    "a clock of rubbish": (400, "invalid", request(b"GET", ME, b"", b"X-Lab-Clock: \xff")),
    "another method": (405, "method_not_allowed", request(b"PROPFIND", LOGIN_PATH)),
    "another path": (404, "not_found", request(b"GET", b"/jwt/%00%ff")),
    "a path that is not ASCII": (404, "not_found", request(b"GET", b"/jwt/%C3%A9")),
    "another type": (
        415,
        "unsupported_media_type",
        request(b"POST", LOGIN_PATH, GOOD).replace(b"application/json", b"a/b"),
    ),
}


@pytest.mark.parametrize(("status", "code", "raw"), HANDED_ON.values(), ids=HANDED_ON)
def test_what_the_server_hands_on_is_refused_in_the_one_shape(
    server: Server, status: int, code: str, raw: bytes
) -> None:
    head, _, body = exchange(server, raw).partition(b"\r\n\r\n")

    assert head.split(b" ")[1] == str(status).encode(), head
    assert set(json.loads(body)) - {"fields"} == {"detail", "code"}
    assert json.loads(body)["code"] == code
    assert_works(server)


REFUSED_ITSELF = {
    "1 MB of a header": request(b"GET", b"/jwt/me", b"", b"Authorization: Bearer " + b"a" * 2**20),
    "1 MB of a cookie": request(b"GET", b"/session/me", b"", b"Cookie: sessionId=" + b"a" * 2**20),
    "1 MB of a path": request(b"GET", ME + b"a" * 2**20),
    "10,000 headers": request(b"GET", ME, b"", *[b"X-%d: a" % n for n in range(10_000)]),
    "a length that is no number": request(b"POST", LOGIN_PATH, GOOD).replace(b"Content-Length: ", b"Content-Length: x"),
    "two lengths": request(b"POST", LOGIN_PATH, GOOD, b"Content-Length: 5"),
    "a length and chunks": request(b"POST", LOGIN_PATH, GOOD, b"Transfer-Encoding: chunked"),
    "a NUL in a header": request(b"GET", ME, b"", b"Cookie: a=\0"),
    "a bare line feed": request(b"GET", ME, b"", b"X: a\nY: b"),
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "nothing": b"",
    "a request line alone": b"GET %s HTTP/1.1\r\n\r\n" % ME,
    "half a request": request(b"POST", LOGIN_PATH, GOOD)[:-10],
    "half a header": b"GET %s HTTP/1.1\r\nHost: loc" % ME,
}


@pytest.mark.parametrize("raw", REFUSED_ITSELF.values(), ids=REFUSED_ITSELF)
def test_what_the_server_does_not_understand_harms_nobody(server: Server, raw: bytes) -> None:
    """A 4xx or a closed connection; never a 5xx, never a pass, never a hang."""
    status = exchange(server, raw, patience=0.5)[9:12]

    assert status == b"" or status.startswith(b"4"), status
    assert_works(server)


def test_nothing_of_it_was_a_fault_of_ours(server: Server) -> None:
    """No traceback in the log, after everything above; nor when this test runs alone."""
    for _, _, raw in HANDED_ON.values():
        exchange(server, raw)

    assert "Traceback" not in server.log()


def test_two_proofs_in_two_headers_are_none(server: Server) -> None:
    """RFC 9449 §4.3, 1. Whoever took the first or the last of them would not know of the other."""
    key, url = new_key(), f"{server.url}/jwt-dpop"
    proven = {"DPoP": proof(key, "POST", f"{url}/login")}
    token = httpx.post(f"{url}/login", json=LOGIN, headers=proven, timeout=10).json()["accessToken"]

    def me(proofs: int) -> int:
        carried = [("Authorization", f"DPoP {token}")]
        carried += [("DPoP", proof(key, "GET", f"{url}/me", token)) for _ in range(proofs)]
        return httpx.get(f"{url}/me", headers=carried, timeout=10).status_code

    assert [me(proofs) for proofs in (0, 1, 2)] == [401, 200, 401]
