"""Keeps both tokens and drops the session token, as the documentation has it; renews when a call was refused."""

from typing import Any

import httpx

from ..client import RenewingClient

APP = "/_allauth/app/v1"


class Client(RenewingClient):
    said_out = 401  # how a logout is answered: "no longer in"

    def login(self, email: str, password: str) -> httpx.Response:
        return self.keep(self.http.post(f"{APP}/auth/login", json={"username": email, "password": password}))

    def keep(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            held = response.json().get("meta", {}) | (response.json().get("data") or {})
            self.access_token = held.get("access_token", self.access_token)
            self.refresh_token = held.get("refresh_token", self.refresh_token)
        return response

    def refresh(self) -> httpx.Response:
        return self.keep(self.http.post(f"{APP}/tokens/refresh", json={"refresh_token": self.refresh_token}))

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if (method, path) != ("POST", "password"):
            return super().send(method, path, json)
        sent = {"current_password": json["currentPassword"], "new_password": json["newPassword"]}
        return self.keep(self.http.post(f"{APP}/account/password/change", json=sent, headers=self.credential()))

    def logout(self) -> httpx.Response:
        return self.http.delete(f"{APP}/auth/session", headers=self.credential())


class ListingClient(Client):
    """With `allauth.usersessions`."""

    def logins(self) -> list[dict[str, Any]]:
        listed = self.http.get(f"{APP}/auth/sessions", headers=self.credential()).raise_for_status().json()["data"]
        return [{"id": login["id"], "current": login["is_current"]} for login in listed]

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        if (method, path) != ("POST", "logout-all"):
            return super().send(method, path, json)
        self.end(*(login["id"] for login in self.logins() if not login["current"]))
        return self.logout()

    def end(self, *ids: Any) -> httpx.Response:
        sent = {"sessions": list(ids)}
        return self.http.request("DELETE", f"{APP}/auth/sessions", json=sent, headers=self.credential())
