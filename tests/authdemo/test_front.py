"""What stands before the application, over a socket at the server that `manage.py serve` starts: whoever sends slowly
waits alone, a body has a limit however its length is written, and no header passes for another."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from contract.http_client import open_http
from contract.modes import MODES
from tests.authdemo.still_loop import SECONDS
from tests.proofs import client_of, lines, proof_of
from tests.servers import ROOT, Server, free_port

LOGIN = {"email": "alice@example.com", "password": "open-sesame"}
GOOD = json.dumps(LOGIN).encode()
LIMIT = 64 * 1024
HEAD = b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
LOGIN_PATH = f"{MODES[0].prefix}/login".encode()
LARGE = os.urandom(4_000_000)
PATHS = (LOGIN_PATH, b"/admin/login/", b"/healthz", b"/nowhere", b"/static/pages/x.css")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    prepared = Server(LOGIN_ATTEMPTS="10000")
    (prepared.folder / "static").mkdir()
    (prepared.folder / "static/large.bin").write_bytes(LARGE)
    with prepared as running:
        yield running


def exchange(server: Server, *pieces: bytes) -> tuple[int, dict[str, str]]:
    """The status and the body of the answer to what is sent."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        answer = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
        except ConnectionError:
            pass  # it answers, and closes, before all of it is sent
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionError:
            pass
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), json.loads(body)


def post_login() -> bytes:
    """The head of a sign-in, with what the mode's own client would prove."""
    return HEAD % LOGIN_PATH + lines(proof_of(client_of(MODES[0]), "POST", f"http://localhost{MODES[0].prefix}/login"))


def chunked(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("length", [b"65537", b"0" * 5000 + b"65537", b"30000000"])
def test_a_body_over_the_limit_is_refused_unread_whatever_the_path(server: Server, path: bytes, length: bytes) -> None:
    status, body = exchange(server, HEAD % path + b"Content-Length: " + length + b"\r\n\r\n")

    assert (status, body["code"]) == (413, "too_large")


def test_a_client_that_keeps_connections_is_told_that_an_unread_body_costs_this_one(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        refused = client.post("/healthz", content=b" " * (LIMIT + 1))

        assert (refused.status_code, refused.headers["connection"]) == (413, "close")
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_a_body_in_pieces_has_the_same_limit(server: Server, path: bytes) -> None:
    status, body = exchange(server, HEAD % path + b"Transfer-Encoding: chunked\r\n\r\n", chunked(b" " * (LIMIT + 1)))

    assert (status, body["code"]) == (413, "too_large")


def test_a_body_in_pieces_is_read(server: Server) -> None:
    status, body = exchange(server, post_login() + b"Transfer-Encoding: chunked\r\n\r\n", chunked(GOOD, 7))

    assert (status, body["user"]["email"]) == (200, LOGIN["email"])


def test_a_body_of_exactly_the_limit_is_read(server: Server) -> None:
    body = GOOD + b" " * (LIMIT - len(GOOD))

    assert exchange(server, post_login() + b"Content-Length: %d\r\n\r\n" % LIMIT, body)[0] == 200


@pytest.mark.parametrize("coding", [b"gzip, chunked", b"chunked, chunked", b"identity\r\nTransfer-Encoding: chunked"])
def test_a_coding_that_nobody_undoes_is_no_body(server: Server, coding: bytes) -> None:
    status, body = exchange(server, HEAD % LOGIN_PATH + b"Transfer-Encoding: " + coding + b"\r\n\r\n", chunked(GOOD))

    assert (status, body["code"]) == (400, "invalid")


def test_pieces_that_break_off_are_no_body(server: Server) -> None:
    pieces = b"%x\r\n%s\r\nrubbish\r\n" % (len(GOOD), GOOD)

    status, body = exchange(server, HEAD % LOGIN_PATH + b"Transfer-Encoding: chunked\r\n\r\n", pieces)

    assert (status, body["code"]) == (400, "invalid")


def test_two_hundred_stuck_clients_are_not_felt_and_are_told_so_in_time(server: Server) -> None:
    with ExitStack() as stack, open_http(server.url) as http:
        client = MODES[0].client(http)
        client.login(**LOGIN)
        stuck = []
        for _ in range(200):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            connection.sendall(HEAD % LOGIN_PATH + b"Content-Length: 100\r\n\r\n{")
            stuck.append(connection)
        begun = time.monotonic()

        for _ in range(20):
            assert client.send("GET", "me").status_code == 200
            assert http.get("/healthz").status_code == 200
        assert client.login(**LOGIN).status_code == 200

        assert time.monotonic() - begun < 5
        answers = [connection.recv(65536) for connection in stuck]
    assert {answer[9:12] for answer in answers} == {b"408"}
    assert all(b'"code": "timeout"' in answer or b'"code":"timeout"' in answer for answer in answers)


def memory(server: Server) -> int:
    """Of all workers, in MiB."""
    assert server.process
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in children]
    return sum(int(size[1]) for size in sizes if size) // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("part", [b"", b"Range: bytes=0-3000000\r\n"], ids=["whole", "a range"])
def test_whoever_asks_for_large_files_and_reads_none_costs_no_memory(server: Server, part: bytes) -> None:
    request = b"GET /static/large.bin HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % part
    with httpx.Client(base_url=server.url, timeout=20) as client:
        assert client.get("/static/large.bin").content == LARGE
        middle = client.get("/static/large.bin", headers={"Range": "bytes=10-2000010"})
    assert (middle.status_code, middle.content) == (206, LARGE[10:2_000_011])
    before = memory(server)

    with ExitStack() as stack:
        for _ in range(50):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)  # else the kernel reads for them
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(request)
        for _ in range(20):
            assert server.healthy()

        assert memory(server) - before < 40


def test_a_header_name_with_an_underscore_passes_for_no_other(server: Server) -> None:
    """A login is refused to a page of another site."""
    rest = b"Content-Length: %d\r\n%s: cross-site\r\n\r\n%s"
    names = (b"Sec-Fetch-Site", b"Sec_Fetch_Site")

    statuses = [exchange(server, post_login() + rest % (len(GOOD), name, GOOD))[0] for name in names]

    assert statuses == [403, 200]


def test_a_request_without_a_body_asks_nothing_of_the_event_loop() -> None:
    """It goes from granian's thread to Django's: with the loop between them `me` costs a fifth more (docs/adr)."""
    port = free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "rsgi", "--port", str(port), "--no-ws"]
    server = subprocess.Popen([*granian, "tests.authdemo.still_loop:application"], cwd=ROOT, env=os.environ.copy())
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=httpx.HTTPTransport(retries=8)) as http:
            http.get("/still")
            begun = time.monotonic()
            texts = [http.get("/").text, http.post("/").text]
            unread = time.monotonic() - begun
            texts.append(http.post("/", content="a body").text)
            read = time.monotonic() - begun

        assert texts == ["", "", "a body"]
        assert unread < SECONDS / 2 < read
    finally:
        server.terminate()
        server.wait(10)


def test_nothing_of_it_was_a_fault_of_ours(server: Server) -> None:
    assert "Traceback" not in server.log()
    assert "exception" not in server.log()
