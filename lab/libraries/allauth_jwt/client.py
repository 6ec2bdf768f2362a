"""Keeps both tokens and drops the session token, as the documentation has it; renews when a call was refused."""

import httpx

from ..allauth_app import APP, AppClient, Listing
from ..client import RenewingClient


class Client(AppClient, RenewingClient):
    def keep(self, response: httpx.Response) -> httpx.Response:
        if response.is_success:
            tokens = response.json().get("meta", {}) | (response.json().get("data") or {})
            self.access_token = tokens.get("access_token", self.access_token)
            self.refresh_token = tokens.get("refresh_token", self.refresh_token)
        return response

    def refresh(self) -> httpx.Response:
        return self.keep(self.http.post(f"{APP}/tokens/refresh", json={"refresh_token": self.refresh_token}))


class ListingClient(Listing, Client): ...
