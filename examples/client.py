"""One client for every mode, in Python, for any number of threads: N calls that meet an expired token renew it once.

python examples/client.py http://localhost:8000         (needs httpx; and joserfc, for `Key`, at /jwt-dpop)
"""

import hashlib
import json
import secrets
import sys
import time
from collections.abc import Generator
from email.utils import parsedate_to_datetime
from http.cookiejar import Cookie, CookieJar
from threading import RLock
from typing import Any

import httpx
from joserfc import jwk, jws
from joserfc.util import urlsafe_b64encode

RENEWS = ("/jwt-refresh", "/jwt-dpop")
OVER = ("token_expired", "token_revoked", "not_authenticated")  # what a renewal may help against
EARLY = 5  # seconds before its end that a token is renewed, so that it doesn't end on its way
LOCAL = ("localhost", "127.0.0.1", "::1")


class LocalJar(CookieJar):
    """For this machine: Secure cookies are sent over plain HTTP too, as browsers and curl do to localhost."""

    def set_cookie(self, cookie: Cookie) -> None:
        cookie.secure = False
        super().set_cookie(cookie)


class Key(httpx.Auth):
    """A key pair that never leaves this process, and proves each request (RFC 9449 §4.2): a token is worth nothing
    without it. A refusal tells what a proof lacks, the server's nonce or its clock; with these it is made again."""

    def __init__(self) -> None:
        self.pair = jwk.generate_key("EC", "P-256")
        self.nonce, self.skew = "", 0.0  # seconds by which the server's clock is ahead of ours

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        for _ in range(3):
            request.headers["DPoP"] = self.proof(request)
            answer = yield request
            self.nonce = answer.headers.get("DPoP-Nonce", self.nonce)
            if date := answer.headers.get("Date"):
                self.skew = parsedate_to_datetime(date).timestamp() - time.time()
            told = answer.headers.get("WWW-Authenticate", "")
            if "use_dpop_nonce" not in told and "invalid_dpop_proof" not in told:
                return

    def proof(self, request: httpx.Request) -> str:
        url = str(request.url.copy_with(query=None, fragment=None))
        claims = {"jti": secrets.token_urlsafe(16), "htm": request.method, "htu": url}
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme == "DPoP":
            claims["ath"] = urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode()
        if self.nonce:
            claims["nonce"] = self.nonce
        header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.pair.as_dict(private=False)}
        return jws.serialize_compact(header, json.dumps(claims | {"iat": int(time.time() + self.skew)}), self.pair)


class Client:
    """One login. `carrier`: as the mode has it; for a program that keeps its tokens itself, `body`.

    Raises: httpx.HTTPStatusError for a refusal, httpx.TransportError where there was no answer.
    """

    def __init__(self, base: str, prefix: str, carrier: str = "body") -> None:
        jar = LocalJar() if httpx.URL(base).host in LOCAL else CookieJar()
        key = Key() if prefix == "/jwt-dpop" else None
        self.http = httpx.Client(base_url=base, cookies=jar, auth=key, headers={"Origin": base}, timeout=10)
        self.prefix, self.carrier = prefix, "cookie" if prefix == "/session" else carrier
        self.lock = RLock()
        self.age = 0  # counts sign-ins, renewals and sign-outs
        self.access: str | None = None
        self.refresh: str | None = None
        self.scheme = "Bearer"
        self.until = float("inf")  # by this machine's monotonic clock, whatever the server's says

    def login(self, email: str, password: str) -> dict[str, Any]:
        with self.lock:
            sent = {"email": email, "password": password, "carrier": self.carrier}
            return self.keep(self.send("POST", "login", sent).raise_for_status().json())

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; renewed first, or once and tried again, where the token has run out."""
        if time.monotonic() > self.until - EARLY:
            self.renewed(self.age)
        age = self.age
        answer = self.send(method, path, body)
        if answer.status_code == 401 and answer.json()["code"] in OVER and self.renewed(age):
            answer = self.send(method, path, body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def logout(self) -> dict[str, Any]:
        with self.lock:
            answer = self.send("POST", "logout", {"refreshToken": self.refresh} if self.refresh else None)
            said: dict[str, Any] = answer.raise_for_status().json()
            self.forget()
            return said

    def renewed(self, age: int) -> bool:
        """Whether there is a new token since `age`. One thread asks for it; the others wait, and use it."""
        with self.lock:
            if self.age > age:
                return self.until < float("inf")
            if self.prefix not in RENEWS or (self.carrier == "body" and not self.refresh):
                return False
            body = {"refreshToken": self.refresh} if self.refresh else None
            try:
                answer = self.send("POST", "refresh-token", body)
            except httpx.TransportError:  # an answer that was lost: within the server's window, it comes again
                answer = self.send("POST", "refresh-token", body)
            if answer.status_code == 401:  # else it may succeed later
                self.forget()
                return False
            self.keep(answer.raise_for_status().json())
            return True

    def keep(self, answer: dict[str, Any]) -> dict[str, Any]:
        self.access, self.refresh = answer.get("accessToken"), answer.get("refreshToken")
        self.scheme = answer.get("tokenType", "Bearer")
        self.until = time.monotonic() + answer["expiresIn"] if self.prefix in RENEWS else float("inf")
        self.age += 1
        return answer

    def forget(self) -> None:
        self.access, self.refresh, self.until, self.age = None, None, float("inf"), self.age + 1

    def send(self, method: str, path: str, body: Any) -> httpx.Response:
        """One call with the credential, and the CSRF token with everything that changes something."""
        headers = {}
        if self.access and path != "refresh-token":
            headers["Authorization"] = f"{self.scheme} {self.access}"
        if method not in ("GET", "HEAD"):
            tokens = [cookie.value for cookie in self.http.cookies.jar if cookie.name.endswith("csrftoken")]
            headers |= {"X-CSRFToken": tokens[0]} if tokens and tokens[0] else {}
        return self.http.request(method, f"{self.prefix}/{path}", json=body, headers=headers)


if __name__ == "__main__":
    base = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    for prefix in ("/session", "/jwt", "/jwt-refresh", "/opaque", "/jwt-dpop"):
        client = Client(base, prefix)
        with client.http:
            client.login("alice@example.com", "open-sesame")
            client.call("PATCH", "profile", {"displayName": "Alice"})
            sys.stdout.write(f"{prefix}: {client.call('GET', 'me')['email']}, {client.logout()}\n")
