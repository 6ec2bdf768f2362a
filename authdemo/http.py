"""The HTTP client that the reference clients stand on: it keeps cookies as a browser does. The server never imports it."""

from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx


def open_http(base_url: str, transport: httpx.BaseTransport | None = None, **headers: str) -> httpx.Client:
    """A client with its own cookies. Like a browser it sends Secure cookies to this machine over plain HTTP too (W3C
    Secure Contexts §3.1), and names its origin, which Django's CSRF check asks for over HTTPS."""
    local = httpx.URL(base_url).host in ("localhost", "127.0.0.1", "::1")
    policy = DefaultCookiePolicy(secure_protocols=("https", "wss", "http") if local else ("https", "wss"))
    return httpx.Client(
        base_url=base_url,
        transport=transport,
        cookies=httpx.Cookies(CookieJar(policy)),
        headers={"Origin": base_url, **headers},
        timeout=10,
    )
