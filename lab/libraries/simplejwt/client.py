"""Keeps both tokens, sends the one, and renews it with the other when it has expired."""

import httpx

from ..client import RenewingClient


class Client(RenewingClient):
    """As the documentation begins there is no call to log out with: it can only forget."""

    revokes = False

    def login(self, email: str, password: str) -> httpx.Response:
        return self.keep(self.http.post("/api/token/", json={"username": email, "password": password}))

    def keep(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            self.access_token = response.json()["access"]
            self.refresh_token = response.json().get("refresh", self.refresh_token)
        return response

    def refresh(self) -> httpx.Response:
        return self.keep(self.http.post("/api/token/refresh/", json={"refresh": self.refresh_token}))

    def logout(self) -> httpx.Response | None:
        self.access_token = self.refresh_token = None
        return None


class BlacklistingClient(Client):
    revokes = True

    def logout(self) -> httpx.Response:
        return self.http.post("/api/token/blacklist/", json={"refresh": self.refresh_token})
