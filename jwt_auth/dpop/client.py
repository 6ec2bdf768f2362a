"""What a caller must do to use a bound JWT: have a key, prove each request with it, and else as with a refresh token:
keep both tokens, send the one, and when it has expired get the next pair with the other, once, and try again."""

import json
import secrets
import time
from collections.abc import Generator
from typing import Any

import httpx
from joserfc import jwk, jws

from ..proofs.proof import hash_of

EXPIRED = ("token_expired", "token_revoked", "not_authenticated")


class Key(httpx.Auth):
    """A key pair that never leaves this process, and proves each request (RFC 9449 §4.2)."""

    def __init__(self) -> None:
        self.key = jwk.generate_key("EC", "P-256")
        self.nonce: str | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["DPoP"] = self.proof(request)
        response = yield request
        if nonce := response.headers.get("DPoP-Nonce"):
            self.nonce = nonce
            request.headers["DPoP"] = self.proof(request)
            yield request

    def proof(self, request: httpx.Request) -> str:
        url = str(request.url.copy_with(query=None, fragment=None))
        claims = {"jti": secrets.token_urlsafe(16), "htm": request.method, "htu": url, "iat": int(time.time())}
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "DPoP":
            claims["ath"] = hash_of(token)
        if self.nonce:
            claims["nonce"] = self.nonce
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.key.as_dict(private=False)}
        return jws.serialize_compact(header, json.dumps(claims), self.key)


class Client:
    """One login, over an `httpx.Client` whose `auth` proves with this caller's own key."""

    prefix = "/jwt-dpop"
    renewable = True

    def __init__(self, http: httpx.Client, carrier: str = "body") -> None:
        self.http, self.carrier = http, carrier
        self.http.auth = Key()
        self.access_token: str | None = None
        self.refresh_token: str | None = None
        self.renews = True

    def login(self, email: str, password: str) -> httpx.Response:
        sent = {"email": email, "password": password, "carrier": self.carrier}
        response = self.http.post(f"{self.prefix}/login", json=sent)
        self.keep(response)
        return response

    def keep(self, response: httpx.Response) -> None:
        if response.is_success:
            self.access_token = response.json().get("accessToken")
            self.refresh_token = response.json().get("refreshToken")

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential; renewed first if it has expired."""
        response = self.send_once(method, path, json)
        expired = response.status_code == 401 and response.json().get("code") in EXPIRED
        if expired and self.renews and self.refresh().is_success:
            return self.send_once(method, path, json)
        return response

    def send_once(self, method: str, path: str, json: Any = None) -> httpx.Response:
        headers = {} if path == "refresh-token" else self.credential()
        return self.http.request(method, f"{self.prefix}/{path}", json=json, headers=headers)

    def refresh(self) -> httpx.Response:
        """Trade the refresh token for the next pair."""
        response = self.send_once("POST", "refresh-token", self.renewal())
        self.keep(response)
        return response

    def renewal(self) -> dict[str, str] | None:
        return {"refreshToken": self.refresh_token} if self.refresh_token else None

    def logout(self) -> httpx.Response:
        response = self.send_once("POST", "logout", self.renewal())
        self.access_token = self.refresh_token = None
        return response

    def credential(self) -> dict[str, str]:
        """What a thief takes: it lets nobody in without the key."""
        return {"Authorization": f"DPoP {self.access_token}"} if self.access_token else {}
