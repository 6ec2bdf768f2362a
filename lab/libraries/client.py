"""What the libraries' clients share: the verbs of our modes' clients, over each library's own calls."""

import base64
import json
from typing import Any, ClassVar

import httpx

SAFE = ("GET", "HEAD", "OPTIONS")
CALLS = ("GET me", "GET profile", "PATCH profile", "GET report", "POST password")
YEARS = 10 * 31_536_000


def claims_of(token: str) -> dict[str, Any]:
    """What a JWT says, unverified: a client may read its own."""
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def lifetime_of(token: str) -> int:
    claims = claims_of(token)
    return int(claims["exp"] - claims["iat"])


class Client:
    """One login, over an `httpx.Client` whose cookies are this caller's own. `known` are the calls it can send."""

    prefix = "/api"
    scheme = "Token"
    renewable = False
    revokes = True  # there is a call to log out with
    refresh_token: str | None = None
    known: ClassVar[tuple[str, ...]] = CALLS
    paths: ClassVar[dict[str, str]] = {}  # where a call is elsewhere than below the prefix

    def __init__(self, http: httpx.Client, carrier: str = "body") -> None:
        self.http, self.carrier = http, carrier
        self.access_token: str | None = None

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
        return {"Authorization": f"{self.scheme} {self.access_token}"} if self.access_token else {}

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call, with the credential. Raises: LookupError for what the library has no call for."""
        if f"{method} {path}" not in self.known:
            raise LookupError(f"it has no call for {method} {path}")
        where = self.paths.get(path, f"{self.prefix}/{path}")
        return self.http.request(method, where, json=json, headers=self.credential())

    def refresh(self) -> httpx.Response:
        raise NotImplementedError("There is nothing to renew it with.")

    def lifetimes(self) -> tuple[int, int]:
        """(seconds until the credential expires, seconds until it can't be renewed, or 0), as the login said."""
        return YEARS, 0


class RenewingClient(Client):
    """A client that holds a refresh token too, and uses it when the access token has expired."""

    scheme = "Bearer"
    renewable = True
    renews = True

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        response = super().send(method, path, json)
        if response.status_code == 401 and self.renews and self.refresh().is_success:
            return super().send(method, path, json)
        return response

    def lifetimes(self) -> tuple[int, int]:
        return lifetime_of(self.access_token or ""), lifetime_of(self.refresh_token or "")
