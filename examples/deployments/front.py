"""The smallest front: the page's files, and with --forward everything else from the API, as a reverse proxy does.

For examples: nginx, Caddy or Vite's dev server are what people run.
"""

import argparse
import http.client
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILES = {
    "/": (HERE / "page" / "index.html", "text/html; charset=utf-8"),
    "/page.mjs": (HERE / "page" / "page.mjs", "text/javascript"),
    "/client.mjs": (HERE.parent / "client.mjs", "text/javascript"),
}
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}  # RFC 9110 §7.6.1


class Front(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    forward: str | None = None
    api: str | None = None  # the API's origin; None: the page's own

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path in FILES:
            path, kind = FILES[self.path]
            self.send(200, [("Content-Type", kind)], path.read_bytes())
        elif self.path == "/api.json":
            self.send(200, [("Content-Type", "application/json")], json.dumps({"base": self.api}).encode())
        elif self.forward:
            self.hand_on(body)
        else:
            self.send(404, [], b"")

    do_GET = do_POST = do_PATCH = do_DELETE = do_OPTIONS = answer

    def hand_on(self, body: bytes) -> None:
        """With the Host as the browser sent it: a changed one no longer fits the Origin, and the API refuses both."""
        upstream = http.client.HTTPConnection(str(self.forward), timeout=15)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            kept = [(name, value) for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP]
            self.send(answer.status, kept, answer.read())
        except OSError:
            self.send(502, [], b"")
        finally:
            upstream.close()

    def send(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """No log: the examples' output is the API's."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--forward", help="host:port to hand everything else on to")
    parser.add_argument("--api", help="the API's origin, where the page calls it itself")
    arguments = parser.parse_args()
    Front.forward, Front.api = arguments.forward, arguments.api
    ThreadingHTTPServer(("127.0.0.1", arguments.port), Front).serve_forever()
