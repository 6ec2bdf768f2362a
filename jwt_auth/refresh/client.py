"""What a caller must do to use a JWT with a refresh token: keep both tokens, send the one, and when it has expired get
the next pair with the other, once, and try again; or let cookies carry them, and echo the CSRF token in unsafe calls.
"""

from typing import Any

import httpx

SAFE = ("GET", "HEAD", "OPTIONS")
EXPIRED = ("token_expired", "token_revoked", "not_authenticated")


class Client:
    """One login, over an `httpx.Client` whose cookies are this caller's own."""

    prefix = "/jwt-refresh"
    renewable = True

    def __init__(self, http: httpx.Client, carrier: str = "body") -> None:
        self.http, self.carrier = http, carrier
        self.access_token: str | None = None
        self.refresh_token: str | None = None
        self.renews = True

    def login(self, email: str, password: str) -> httpx.Response:
        sent = {"email": email, "password": password, "carrier": self.carrier}
        response = self.http.post(f"{self.prefix}/login", json=sent)
        self.keep(response)
        return response

    def keep(self, response: httpx.Response) -> None:
        if response.is_success:
            self.access_token = response.json().get("accessToken")
            self.refresh_token = response.json().get("refreshToken")

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential; renewed first if it has expired."""
        response = self.send_once(method, path, json)
        expired = response.status_code == 401 and response.json().get("code") in EXPIRED
        if expired and self.renews and self.refresh().is_success:
            return self.send_once(method, path, json)
        return response

    def send_once(self, method: str, path: str, json: Any = None) -> httpx.Response:
        headers = {} if method in SAFE else {"X-CSRFToken": self.csrf_token()}
        if self.access_token and path != "refresh-token":
            headers["Authorization"] = f"Bearer {self.access_token}"
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=headers)

    def refresh(self) -> httpx.Response:
        """Trade the refresh token for the next pair."""
        response = self.send_once("POST", "refresh-token", self.renewal())
        self.keep(response)
        return response

    def renewal(self) -> dict[str, str] | None:
        return {"refreshToken": self.refresh_token} if self.refresh_token else None

    def logout(self) -> httpx.Response:
        response = self.send_once("POST", "logout", self.renewal())
        self.access_token = self.refresh_token = None
        return response

    def csrf_token(self) -> str:
        """The cookie's value, whether it is called `csrftoken` or, with DEBUG=0, `__Host-csrftoken`."""
        return next((c.value or "" for c in self.http.cookies.jar if c.name.endswith("csrftoken")), "")

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
        if self.access_token:
            return {"Authorization": f"Bearer {self.access_token}"}
        return {"Cookie": "; ".join(f"{c.name}={c.value}" for c in self.http.cookies.jar if c.path == self.prefix)}
