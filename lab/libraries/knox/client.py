"""Keeps the token, and sends it."""

from datetime import UTC, datetime
from typing import Any

import httpx

from ..client import YEARS
from ..client import Client as Shared


class Client(Shared):
    expiry: str | None = None

    def login(self, email: str, password: str) -> httpx.Response:
        response = self.http.post("/api/auth/login/", auth=(email, password))
        if response.is_success:
            self.access_token, self.expiry = response.json()["token"], response.json()["expiry"]
        return response

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if (method, path) == ("POST", "logout-all"):
            return self.http.post("/api/auth/logoutall/", headers=self.credential())
        return super().send(method, path, json)

    def logout(self) -> httpx.Response:
        return self.http.post("/api/auth/logout/", headers=self.credential())

    def lifetimes(self) -> tuple[int, int]:
        if self.expiry is None:
            return YEARS, 0
        left = datetime.fromisoformat(self.expiry) - datetime.now(UTC)
        return round(left.total_seconds()), 0
