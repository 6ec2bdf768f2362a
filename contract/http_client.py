"""The HTTP client that the reference clients stand on, with cookies as in a browser. The server never imports it."""

from http.cookiejar import Cookie, CookieJar

import httpx

TLS = httpx.create_ssl_context()  # made once: it takes longer than all else that makes a client


class LocalJar(CookieJar):
    """Cookies for this machine: Secure ones are sent over plain HTTP too, as browsers do (W3C Secure Contexts §3.1)."""

    def set_cookie(self, cookie: Cookie) -> None:
        cookie.secure = False
        super().set_cookie(cookie)


def open_http(base_url: str, transport: httpx.BaseTransport | None = None, **headers: str) -> httpx.Client:
    """A client with cookies of its own. It names its origin, which Django's CSRF check asks for over HTTPS."""
    local = httpx.URL(base_url).host in ("localhost", "127.0.0.1", "::1")
    jar = LocalJar() if local else CookieJar()
    headers = {"Origin": base_url, **headers}
    return httpx.Client(base_url=base_url, transport=transport, verify=TLS, cookies=jar, headers=headers, timeout=10)


def proven(http: httpx.Client, request: httpx.Request) -> httpx.Request:
    """The request as this client would send it: with its proof, where the client has a key."""
    return next(http.auth.sync_auth_flow(request)) if http.auth else request
