"""What a caller must do to use session cookies: keep the cookies, and echo the CSRF token in unsafe calls."""

from typing import Any

import httpx

SAFE = ("GET", "HEAD", "OPTIONS")


class Client:
    """One login, over an `httpx.Client` whose cookies are this caller's own."""

    prefix = "/session"
    renewable = False
    refresh_token = None

    def __init__(self, http: httpx.Client, carrier: str = "cookie") -> None:
        self.http, self.carrier = http, carrier

    def login(self, email: str, password: str) -> httpx.Response:
        sent = {"email": email, "password": password, "carrier": self.carrier}
        return self.http.post(f"{self.prefix}/login", json=sent)

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential."""
        headers = {} if method in SAFE else {"X-CSRFToken": self.csrf_token()}
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=headers)

    def refresh(self) -> httpx.Response:
        raise NotImplementedError("A session renews itself with each use.")

    def logout(self) -> httpx.Response:
        return self.send("POST", "logout")

    def csrf_token(self) -> str:
        """The cookie's value, whether it is called `csrftoken` or, with DEBUG=0, `__Host-csrftoken`."""
        return next((c.value or "" for c in self.http.cookies.jar if c.name.endswith("csrftoken")), "")

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
        return {"Cookie": "; ".join(f"{c.name}={c.value}" for c in self.http.cookies.jar if c.path == self.prefix)}
