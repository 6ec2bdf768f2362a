"""Keeps cookies, and sends Django's CSRF token back with every unsafe call, the login's form included."""

from typing import Any

import httpx

from ..client import CALLS, SAFE
from ..client import Client as Shared

TWO_WEEKS = 1_209_600  # SESSION_COOKIE_AGE


class Client(Shared):
    known = CALLS

    def form(self, path: str, **fields: str) -> httpx.Response:
        token = self.http.cookies.get("csrftoken") or ""
        return self.http.post(path, data={"csrfmiddlewaretoken": token, **fields}, headers={"X-CSRFToken": token})

    def login(self, email: str, password: str) -> httpx.Response:
        if not self.http.cookies.get("csrftoken"):
            self.http.get("/api-auth/login/")
        return self.form("/api-auth/login/", username=email, password=password, next="/api/me")

    def logout(self) -> httpx.Response:
        return self.form("/api-auth/logout/", next="/api-auth/login/")

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if f"{method} {path}" not in self.known:
            return super().send(method, path, json)
        headers = {} if method in SAFE else {"X-CSRFToken": self.http.cookies.get("csrftoken") or ""}
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=headers)

    def credential(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.http.cookies.get('sessionid') or ''}"}

    def lifetimes(self) -> tuple[int, int]:
        return TWO_WEEKS, 0
