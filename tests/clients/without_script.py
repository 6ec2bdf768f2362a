"""What a browser sends by itself, when no script adds a header: asked in Chromium, from a page of the API's own origin
and from one of another site. Cookies know no port, so a listener beside the API gets what the API would get; and those
that the listener itself has set, one of each SameSite, tell the comparison what any server's cookies meet there."""

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Browser

SENDS = {  # by name: (what it is called, how it looks in a page, the script that puts it there)
    "image": ("an image", "`<img>`", "(url) => { new Image().src = url; }"),
    "event-source": ("EventSource", "EventSource", "(url) => { new EventSource(url, { withCredentials: true }); }"),
    "web-socket": ("WebSocket", "WebSocket", "(url) => { new WebSocket(url.replace('http:', 'ws:')); }"),
    "frame": ("a frame", "`<iframe>`", "(url) => { add('iframe', { src: url }); }"),
    "link": ("a link", "a link", "(url) => { add('a', { href: url }).click(); }"),
    "download": ("a download", "a download", "(url) => { add('a', { href: url, download: '' }).click(); }"),
    "form-get": ("a form, GET", "a form, GET", "(url) => { add('form', { action: url, method: 'get' }).submit(); }"),
    "form-post": (
        "a form, POST",
        "a form, POST",
        "(url) => { add('form', { action: url, method: 'post' }).submit(); }",
    ),
}
PAGES = {"own": "api.shop", "other": "app.other"}
SAME_SITE = ("Strict", "Lax", "None", "unset")  # unset is Lax, but for form posts of its first two minutes
COOKIES = {  # by prefix and name
    ("/session", "sessionId"): "session (Lax)",
    ("/jwt-refresh", "accessToken"): "access token in a cookie (Lax)",
    ("/jwt-refresh", "refreshToken"): "refresh token in a cookie (Strict)",
}
PREFIXES = dict.fromkeys(prefix for prefix, _ in COOKIES)
ADD = """window.add = (tag, attributes) => {
    const element = Object.assign(document.createElement(tag), attributes);
    document.body.append(element);
    return element;
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
        for value in SAME_SITE if path == "/cookies" else ():
            attribute = "" if value == "unset" else f"; SameSite={value}"
            self.send_header("Set-Cookie", f"{value}=1; Path=/; HttpOnly; Secure{attribute}")
        with suppress(OSError):  # the page may have gone meanwhile
            self.end_headers()
            self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, *args: object) -> None: ...


Heard = dict[tuple[str, str], list[str]]  # by the kind of sending and a cookie's name: of PAGES, those that send it


def ask(chromium: Browser, api_port: int) -> Heard:
    """Which cookies each kind sends, and by whose pages."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=listener.serve_forever, daemon=True).start()
    port = listener.server_address[1]
    context = chromium.new_context()
    heard: Heard = {}
    Listener.heard.clear()
    try:
        page = context.new_page()
        page.goto(f"http://api.shop.localhost:{api_port}/healthz")
        assert page.evaluate(LOGIN, list(PREFIXES)) == [200] * 2
        page.goto(f"http://api.shop.localhost:{port}/cookies")
        for kind, (_, _, script) in SENDS.items():
            for page_of, host in PAGES.items():
                for prefix in PREFIXES:
                    for name in sent(page, port, host, f"{prefix}/{kind}-{host}", script):
                        pages = heard.setdefault((kind, name), [])
                        pages.extend([page_of] if page_of not in pages else [])
        return heard
    finally:
        context.close()
        listener.shutdown()
        listener.server_close()


def sent(page: Any, port: int, host: str, path: str, script: str) -> set[str]:
    """The names of the cookies that came with what a page of this host sent there; never a header of its own."""
    page.goto(f"http://{host}.localhost:{port}/page")
    page.evaluate(ADD)
    page.evaluate(f"(url) => {{ setTimeout(() => ({script})(url)); }}", f"http://api.shop.localhost:{port}{path}")
    for _ in range(100):
        if path in Listener.heard:
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(200)  # a navigation comes to its end: Playwright waits for ever for one that is cut off
    names, authorization = Listener.heard[path]
    assert authorization is None
    return names


WHOSE = {("own", "other"): "any", ("own",): "own", (): "no"}
WORDS = {"any": "any site's", "own": "own alone", "no": "nobody's"}


def whose(heard: Heard, kind: str, name: str) -> str:
    return WHOSE[tuple(heard.get((kind, name), ()))]


def table(heard: Heard) -> str:
    """For docs/deployments.md: the API's own cookies."""
    lines = [
        f"| | {' | '.join(COOKIES.values())} | a token in a header |",
        f"|{' --- |' * (2 + len(COOKIES))}",
    ]
    for kind, (_, looks, _) in SENDS.items():
        cells = [WORDS[whose(heard, kind, name)] for _, name in COOKIES]
        lines.append(f"| {looks} | {' | '.join(cells)} | nobody's |")
    return "\n".join(lines) + "\n"


def record(heard: Heard) -> dict[str, Any]:
    """For the comparison: by kind, whose pages send a cookie of each SameSite."""
    return {
        kind: {"title": title} | {value: whose(heard, kind, value) for value in SAME_SITE}
        for kind, (title, _, _) in SENDS.items()
    }
