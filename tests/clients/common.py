"""requests, httpx and Authlib, as their documentation has them. Usage: python common.py BASE"""

import json
import sys

import httpx
import requests
from authlib.oauth2.rfc9068 import JWTBearerTokenValidator
from joserfc.jwk import KeySet

base = sys.argv[1]
sign_in = {"email": "alice@example.com", "password": "open-sesame"}
found = {}

with requests.Session() as session:  # cookies are kept; over plain HTTP, those that are Secure are not sent
    login = session.post(f"{base}/session/login", json=sign_in, timeout=10)
    found["requests, cookies"] = session.get(f"{base}/session/me", timeout=10).status_code
    found["a cookie is Secure"] = all(cookie.secure for cookie in session.cookies)

with httpx.Client(base_url=base) as client:
    client.post("/session/login", json=sign_in)
    found["httpx, cookies"] = client.get("/session/me").status_code

token = requests.post(f"{base}/jwt/login", json=sign_in, timeout=10).json()["accessToken"]
me = requests.get(f"{base}/jwt/me", headers={"Authorization": f"Bearer {token}"}, timeout=10)
found["requests, a bearer token"] = me.status_code


class Validator(JWTBearerTokenValidator):
    def get_jwks(self):
        return KeySet.import_key_set(requests.get(f"{base}/.well-known/jwks.json", timeout=10).json())


validator = Validator(issuer="authdemo", resource_server="authdemo/jwt")
verified = validator.authenticate_token(token)
validator.validate_token(verified, [], None)
found["Authlib, RFC 9068"] = verified["email"]
sys.stdout.write(json.dumps(found))
