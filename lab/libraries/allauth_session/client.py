"""Keeps the session token, and sends it."""

import httpx

from ..allauth_app import AppClient, Listing

TWO_WEEKS = 1_209_600  # SESSION_COOKIE_AGE


class Client(AppClient):
    def keep(self, response: httpx.Response) -> httpx.Response:
        meta = response.json().get("meta", {}) if response.is_success else {}
        self.access_token = meta.get("session_token", self.access_token)
        return response

    def credential(self) -> dict[str, str]:
        return {"X-Session-Token": self.access_token} if self.access_token else {}

    def lifetimes(self) -> tuple[int, int]:
        return TWO_WEEKS, 0


class ListingClient(Listing, Client): ...
