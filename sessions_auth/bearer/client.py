"""What a caller must do to use an opaque token: keep it, and send it."""

from typing import Any

import httpx


class Client:
    """One login, over an `httpx.Client`."""

    prefix = "/opaque"
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
            self.access_token = response.json()["accessToken"]

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential."""
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=self.credential())

    def refresh(self) -> httpx.Response:
        raise NotImplementedError("An opaque token renews itself with each use.")

    def logout(self) -> httpx.Response:
        response = self.send("POST", "logout")
        self.access_token = None
        return response

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
        return {"Authorization": f"Bearer {self.access_token}"} if self.access_token else {}
