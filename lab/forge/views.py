"""The forge's calls, for the run they name: forge, crack, and sign with a weak key from now on."""

import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..guards.views import chosen_of
from ..page import runs
from ..page.attacker import caller
from ..page.calls import LabView
from .signing import KINDS, NoPublicKey, cracked, forged, part, weak_word, words


class ForgeView(LabView):
    """POST {"sign", "header", "claims", "token", "secret"?}: {"token"}. Nothing is sent anywhere."""

    def post(self, request: Request) -> Response:
        kind, header, claims = self.chosen("sign", KINDS), self.sent("header", None), self.sent("claims", None)
        secret = self.sent("secret", "")
        if not isinstance(header, dict) or not isinstance(claims, dict) or not isinstance(secret, str):
            raise ValidationError({"header": ["An object, as `claims` is; `secret` a text."]})
        with caller("127.0.0.1", **{"X-Lab-Run": self.run}) as http:
            published = http.get("/.well-known/jwks.json").json()
        try:
            return Response({"token": forged(kind, header, claims, self.token("token"), secret, published)})
        except NoPublicKey as fault:
            said = "This server publishes no such key. An HMAC key has no public half: sign with RS256, ES256 or EdDSA."
            raise ValidationError({"sign": [said]}) from fault


class CrackView(LabView):
    """POST {"token"}: every common password is tried as the secret of its HMAC."""

    def post(self, request: Request) -> Response:
        return Response(cracked(self.token("token"), words()))


class WeakKeyView(LabView):
    """POST: from now on this run's tokens are signed with a key that somebody made up: a common password."""

    def post(self, request: Request) -> Response:
        chosen: dict[str, Any] = chosen_of(self.run)
        chosen["settings"] = {**chosen["settings"], "JWT_ALGORITHM": "HS256", "JWT_KEYS": str(weak_keys())}
        runs.store(self.run, "guards", chosen)
        return Response(chosen)


def weak_keys() -> Path:
    """The file of the weak key, made where there is none; 0600, as the genuine one is."""
    path = Path(settings.DATA_DIR) / "lab-weak-keys.json"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        locks.lock(file, locks.LOCK_EX)  # of workers that ask at once, one makes it
        if not file.read():
            key = {"kty": "oct", "k": part(weak_word().encode()), "alg": "HS256", "use": "sig", "kid": "weak"}
            json.dump({"keys": [key]}, file)
    return path
