"""Keeps the cookies; renews when a call was refused; sends Django's CSRF token back, where it is asked for."""

from typing import Any

import httpx

from ..client import RenewingClient, lifetime_of


class Client(RenewingClient):
    access, renewal = "access", "refresh"  # the cookies' names

    def csrf(self) -> dict[str, str]:
        return {"X-CSRFToken": token} if (token := self.http.cookies.get("csrftoken")) else {}

    def login(self, email: str, password: str) -> httpx.Response:
        return self.http.post("/api/auth/login/", json={"username": email, "password": password})

    def once(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if path == "password":
            path, new = "auth/password/change/", json["newPassword"]
            json = {"old_password": json["currentPassword"], "new_password1": new, "new_password2": new}
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=self.csrf())

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if f"{method} {path}" not in self.known:
            return super().send(method, path, json)
        response = self.once(method, path, json)
        if response.status_code == 401 and self.renews and self.refresh().is_success:
            return self.once(method, path, json)
        return response

    def refresh(self) -> httpx.Response:
        return self.http.post("/api/auth/token/refresh/", json={}, headers=self.csrf())

    def logout(self) -> httpx.Response:
        return self.http.post("/api/auth/logout/", headers=self.csrf())

    def credential(self) -> dict[str, str]:
        return {"Cookie": f"{self.access}={self.http.cookies.get(self.access) or ''}"}

    def lifetimes(self) -> tuple[int, int]:
        held = (self.http.cookies.get(name) or "" for name in (self.access, self.renewal))
        access, renewal = map(lifetime_of, held)
        return access, renewal


class CsrfClient(Client):
    def login(self, email: str, password: str) -> httpx.Response:
        self.http.get("/api/csrf")
        return super().login(email, password)
