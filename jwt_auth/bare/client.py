"""What a caller must do to use a bare JWT: keep the token, and send it; or let a cookie carry it, and echo the CSRF
token in unsafe calls."""

from typing import Any

import httpx

SAFE = ("GET", "HEAD", "OPTIONS")


class Client:
    """One login, over an `httpx.Client` whose cookies are this caller's own."""

    prefix = "/jwt"
    renewable = False
    refresh_token = None

    def __init__(self, http: httpx.Client, carrier: str = "body") -> None:
        self.http, self.carrier = http, carrier
        self.access_token: str | None = None

    def login(self, email: str, password: str) -> httpx.Response:
        sent = {"email": email, "password": password, "carrier": self.carrier}
        response = self.http.post(f"{self.prefix}/login", json=sent)
        self.keep(response)
        return response

    def keep(self, response: httpx.Response) -> None:
        if response.is_success:
            self.access_token = response.json().get("accessToken")

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential."""
        headers = {} if method in SAFE else {"X-CSRFToken": self.csrf_token()}
        if self.access_token:
            headers["Authorization"] = f"Bearer {self.access_token}"
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=headers)

    def refresh(self) -> httpx.Response:
        raise NotImplementedError("A bare token can't be renewed: sign in again.")

    def logout(self) -> httpx.Response:
        response = self.send("POST", "logout")
        self.access_token = None
        return response

    def csrf_token(self) -> str:
        """The cookie's value, whether it is called `csrftoken` or, with DEBUG=0, `__Host-csrftoken`."""
        return next((c.value or "" for c in self.http.cookies.jar if c.name.endswith("csrftoken")), "")

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
        if self.access_token:
            return {"Authorization": f"Bearer {self.access_token}"}
        return {"Cookie": "; ".join(f"{c.name}={c.value}" for c in self.http.cookies.jar if c.path == self.prefix)}
