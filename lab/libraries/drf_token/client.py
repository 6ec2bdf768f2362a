"""Keeps the token, and sends it. There is no call to log out with: it can only forget."""

import httpx

from ..client import Client as Shared


class Client(Shared):
    revokes = False

    def login(self, email: str, password: str) -> httpx.Response:
        response = self.http.post("/api-token-auth/", json={"username": email, "password": password})
        if response.is_success:
            self.access_token = response.json()["token"]
        return response

    def logout(self) -> None:
        self.access_token = None
