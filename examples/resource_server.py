"""Another service that accepts our access tokens, knowing nothing of us but the address of our public keys.

No database, no Redis, no secret: it fetches the JWKS, keeps it for five minutes, and verifies. What it can't know is
that somebody signed out, lost a role or was deactivated: a token says yes until it expires.

    python examples/resource_server.py --jwks http://localhost:8000/.well-known/jwks.json --port 9000
    curl -H "Authorization: Bearer $TOKEN" http://localhost:9000/whoami

The issuer has to sign with RS256, ES256 or EdDSA: an HMAC key has no public half to hand out. Source: RFC 9068 §4.
"""

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

ISSUER = "authdemo"
AUDIENCES = ["authdemo/jwt", "authdemo/jwt-refresh"]
ALGORITHMS = ["RS256", "ES256", "EdDSA"]  # never an HMAC: the public key would be the secret (RFC 8725 §2.1)
REQUIRED = ["exp", "iat", "sub", "jti", "aud", "iss"]


def claims_of(token: str, keys: jwt.PyJWKClient) -> dict:
    """The claims of a valid access token. Raises: jwt.PyJWTError."""
    header = jwt.get_unverified_header(token)
    if header.get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("not an access token")
    key = keys.get_signing_key_from_jwt(token)
    options = {"require": REQUIRED}
    return jwt.decode(token, key, algorithms=ALGORITHMS, audience=AUDIENCES, issuer=ISSUER, options=options)


class Handler(BaseHTTPRequestHandler):
    keys: jwt.PyJWKClient

    def do_GET(self) -> None:
        if self.path == "/healthz":
            return self.answer(200, {"status": "ok"})
        if self.path != "/whoami":
            return self.answer(404, {"detail": "There is only /whoami.", "code": "not_found"})
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return self.answer(401, {"detail": "No bearer token.", "code": "not_authenticated"}, "Bearer")
        try:
            claims = claims_of(token.strip(), self.keys)
        except jwt.PyJWKClientConnectionError:
            return self.answer(503, {"detail": "The issuer's keys can't be had.", "code": "store_unavailable"})
        except jwt.PyJWTError as fault:
            body = {"detail": str(fault), "code": "invalid_token"}
            return self.answer(401, body, 'Bearer error="invalid_token"')
        return self.answer(200, {"id": int(claims["sub"]), "email": claims["email"], "role": claims["role"]})

    def answer(self, status: int, body: dict, challenge: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None:
        """No log: a request line could hold a credential that somebody put there by mistake."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jwks", required=True, help="the address of the issuer's public keys")
    parser.add_argument("--port", type=int, default=9000)
    arguments = parser.parse_args()
    Handler.keys = jwt.PyJWKClient(arguments.jwks, cache_jwk_set=True, lifespan=300, timeout=5)
    ThreadingHTTPServer(("127.0.0.1", arguments.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
