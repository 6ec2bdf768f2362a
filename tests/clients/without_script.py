"""What a browser sends by itself, when no script adds a header: asked in Chromium, from a page of the API's own origin
and from one of another site. Cookies know no port, so a listener beside the API gets what the API would get."""

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Browser

SENDS = {
    "`<img>`": "(url) => { new Image().src = url; }",
    "EventSource": "(url) => { new EventSource(url, { withCredentials: true }); }",
    "WebSocket": "(url) => { new WebSocket(url.replace('http:', 'ws:')); }",
    "`<iframe>`": "(url) => { document.body.append(Object.assign(document.createElement('iframe'), { src: url })); }",
    "a link": "(url) => { Object.assign(document.createElement('a'), { href: url }).click(); }",
    "a download": "(url) => { Object.assign(document.createElement('a'), { href: url, download: '' }).click(); }",
    "a form, GET": "(url) => { form(url, 'get').submit(); }",
    "a form, POST": "(url) => { form(url, 'post').submit(); }",
}
COOKIES = {  # by prefix and name
    ("/session", "sessionId"): "session (Lax)",
    ("/jwt-refresh", "accessToken"): "access token in a cookie (Lax)",
    ("/jwt-refresh", "refreshToken"): "refresh token in a cookie (Strict)",
}
PREFIXES = dict.fromkeys(prefix for prefix, _ in COOKIES)
FORM = """window.form = (url, method) => {
    document.body.innerHTML = `<form action="${url}" method="${method}"></form>`;
    return document.forms[0];
}"""
LOGIN = """(ways) => Promise.all(ways.map((prefix) => fetch(`${prefix}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: 'alice@example.com', password: 'open-sesame', carrier: 'cookie' }),
}).then((answer) => answer.status)))"""


class Listener(BaseHTTPRequestHandler):
    """Answers anything, and remembers what came with it, by path."""

    heard: dict[str, tuple[set[str], str | None]] = {}

    def answer(self) -> None:
        path = self.path.rstrip("?")
        names = {pair.strip().partition("=")[0] for pair in self.headers.get("Cookie", "").split(";")}
        self.heard.setdefault(path, (names, self.headers.get("Authorization")))
        body = b"<!doctype html><body></body>"
        self.send_response(400 if self.headers.get("Upgrade") else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        with suppress(OSError):  # the page may have gone meanwhile
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *args: object) -> None: ...


def ask(chromium: Browser, api_port: int) -> dict[str, list[str]]:
    """For each way of sending, a cell for each cookie: *sent* by whose pages."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=listener.serve_forever, daemon=True).start()
    port = listener.server_address[1]
    context = chromium.new_context()
    try:
        page = context.new_page()
        page.goto(f"http://api.shop.localhost:{api_port}/healthz")
        assert page.evaluate(LOGIN, list(PREFIXES)) == [200] * 2
        heard: dict[tuple[str, str, str], set[str]] = {}
        for number, (kind, script) in enumerate(SENDS.items()):
            for host in ("api.shop", "app.other"):
                for prefix in PREFIXES:
                    heard[kind, host, prefix] = sent(page, port, host, f"{prefix}/{number}-{host}", script)
        found = {}
        for kind in SENDS:
            found[kind] = [
                who_sends(*(name in heard[kind, host, prefix] for host in ("api.shop", "app.other")))
                for prefix, name in COOKIES
            ]
        return found
    finally:
        context.close()
        listener.shutdown()
        listener.server_close()


def sent(page: Any, port: int, host: str, path: str, script: str) -> set[str]:
    """The names of the cookies that came with what a page of this host sent there; never a header of its own."""
    page.goto(f"http://{host}.localhost:{port}/page")
    page.evaluate(FORM)
    page.evaluate(f"(url) => {{ setTimeout(() => ({script})(url)); }}", f"http://api.shop.localhost:{port}{path}")
    for _ in range(100):
        if path in Listener.heard:
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)  # a navigation comes to its end: Playwright waits for ever for one that is cut off
    names, authorization = Listener.heard[path]
    assert authorization is None
    return names


def who_sends(own: bool, other: bool) -> str:
    return {(True, True): "any site's", (True, False): "own alone", (False, False): "nobody's"}[own, other]


def table(found: dict[str, list[str]]) -> str:
    head = f"| | {' | '.join(COOKIES.values())} | a token in a header |\n|{' --- |' * (2 + len(COOKIES))}\n"
    return head + "".join(f"| {kind} | {' | '.join(cells)} | nobody's |\n" for kind, cells in found.items())
