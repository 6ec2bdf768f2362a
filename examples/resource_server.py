"""Another service that accepts our access tokens, in three ways. It has no database, and nothing of ours.

By the public keys alone (--jwks): it fetches them, keeps them for five minutes, and verifies. It can't know that
somebody signed out, lost a role or was deactivated: a token says yes until it expires.
By introspection (--introspect): it asks the issuer about each token (RFC 7662). What has ended is refused at once,
and every request here is one there.
By both, with a cache (--jwks and --introspect): the signature keeps rubbish from the issuer, and an answer is kept
for --cache seconds, for as long as which an ended token still counts.

    python examples/resource_server.py --jwks http://localhost:8000/.well-known/jwks.json --port 9000
    INTROSPECTION_SECRET=… python examples/resource_server.py --introspect http://localhost:8000/introspect
    curl -H "Authorization: Bearer $TOKEN" http://localhost:9000/whoami

For the keys, the issuer has to sign with RS256, ES256 or EdDSA: an HMAC key has no public half to hand out. Source:
RFC 9068 §4, RFC 7662 §4.
"""

import argparse
import base64
import hashlib
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

ISSUER = "authdemo"
AUDIENCES = ["authdemo/jwt", "authdemo/jwt-refresh"]
ALGORITHMS = ["RS256", "ES256", "EdDSA"]  # never an HMAC: the public key would be the secret (RFC 8725 §2.1)
REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss"]
SECONDS = 5  # for an answer of the issuer's
MOST = 10_000  # answers kept


class Refused(Exception):
    """The token is worth nothing here."""


class Unknown(Exception):
    """The issuer can't be asked; whatever it is worth, it is not let in."""


class Keys:
    """The issuer's public keys, kept for five minutes."""

    def __init__(self, url: str) -> None:
        self.keys = jwt.PyJWKClient(url, cache_jwk_set=True, lifespan=300, timeout=SECONDS)

    def claims_of(self, token: str) -> dict:
        try:
            if jwt.get_unverified_header(token).get("typ") != "at+jwt":
                raise Refused("not an access token")
            key = self.keys.get_signing_key_from_jwt(token)
            options = {"require": REQUIRED}
            claims = jwt.decode(token, key, ALGORITHMS, options, audience=AUDIENCES, issuer=ISSUER)
        except jwt.PyJWKClientConnectionError as fault:
            raise Unknown from fault
        except jwt.PyJWTError as fault:
            raise Refused(str(fault)) from fault
        if "cnf" in claims:  # bound to a key (RFC 9449 §7.1): a copy must not do, and no proof is checked here
            raise Refused("bound to a key")
        return claims


class Introspection:
    """The issuer's own word, kept for `seconds`, and never longer than the token lives."""

    def __init__(self, url: str, secret: str, seconds: float, audiences: list[str]) -> None:
        self.url, self.seconds, self.audiences = url, seconds, audiences
        self.credential = "Basic " + base64.b64encode(f"resource-server:{secret}".encode()).decode()
        self.kept: dict[bytes, tuple[float, dict]] = {}

    def claims_of(self, token: str) -> dict:
        digest, now = hashlib.sha256(token.encode(errors="replace")).digest(), time.time()  # no token is kept
        until, claims = self.kept.get(digest, (0.0, {}))
        if now >= until:
            claims = self.ask(token)
            self.kept[digest] = (min(now + self.seconds, claims.get("exp", now + self.seconds)), claims)
            while len(self.kept) > MOST:  # the oldest goes first
                self.kept.pop(next(iter(self.kept)), None)
        # A refresh token is active too, for the issuer alone: whom a token is for must be looked at (RFC 7662 §4).
        if not claims.get("active") or claims.get("aud") not in self.audiences or "cnf" in claims:
            raise Refused("The token is not active, or not for this service.")
        return claims

    def ask(self, token: str) -> dict:
        body = urllib.parse.urlencode({"token": token}).encode()
        request = urllib.request.Request(self.url, body, {"Authorization": self.credential})
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return json.load(answer)
        except (OSError, ValueError) as fault:
            if isinstance(fault, urllib.error.HTTPError) and fault.code == 400:  # what can't even be a token
                return {"active": False}
            raise Unknown from fault


class Both:
    """The signature first: what we never signed costs the issuer nothing."""

    def __init__(self, keys: Keys, introspection: Introspection) -> None:
        self.keys, self.introspection = keys, introspection

    def claims_of(self, token: str) -> dict:
        self.keys.claims_of(token)
        return self.introspection.claims_of(token)


class Handler(BaseHTTPRequestHandler):
    judge: Keys | Introspection | Both

    def do_GET(self) -> None:
        if self.path == "/healthz":
            return self.answer(200, {"status": "ok"})
        if self.path != "/whoami":
            return self.answer(404, {"detail": "There is only /whoami.", "code": "not_found"})
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self.answer(401, {"detail": "No bearer token.", "code": "not_authenticated"}, "Bearer")
        try:
            claims = self.judge.claims_of(token.strip())
        except Unknown:
            return self.answer(503, {"detail": "The issuer can't be asked.", "code": "store_unavailable"})
        except Refused as fault:
            body = {"detail": str(fault), "code": "invalid_token"}
            return self.answer(401, body, 'Bearer error="invalid_token"')
        return self.answer(200, {"id": int(claims["sub"]), "email": claims["email"], "role": claims["role"]})

    def answer(self, status: int, body: dict, challenge: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        if status == 503:
            self.send_header("Retry-After", "5")
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """No log: a request line could hold a credential that somebody put there by mistake."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jwks", help="the address of the issuer's public keys")
    parser.add_argument("--introspect", help="the address at which the issuer is asked; needs INTROSPECTION_SECRET")
    parser.add_argument("--cache", type=float, default=0, help="for how many seconds an answer is kept")
    parser.add_argument("--port", type=int, default=9000)
    arguments = parser.parse_args()
    judges: list = [Keys(arguments.jwks)] if arguments.jwks else []
    if arguments.introspect:
        audiences = AUDIENCES + ([] if arguments.jwks else ["authdemo/opaque"])
        secret = os.environ["INTROSPECTION_SECRET"]
        judges.append(Introspection(arguments.introspect, secret, arguments.cache, audiences))
    if not judges:
        parser.error("--jwks, --introspect, or both")
    Handler.judge = judges[0] if len(judges) == 1 else Both(*judges)
    ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
