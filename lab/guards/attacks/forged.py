"""Against a JWT's verifier: tokens that are forged, another's, or too old."""

import base64
import json
from pathlib import Path
from typing import Any

from joserfc import jwk, jws

from ...page.attacker import claims
from ..switch import setting
from .scene import Scene, attack


def part(value: dict[str, Any] | bytes) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def opened(scene: Scene) -> tuple[dict[str, Any], dict[str, Any], str]:
    """(header, claims with the role admin, signature) of alice's bare token."""
    token = scene.sign_in("/jwt").credential()["Authorization"].removeprefix("Bearer ")
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    return header, {**claims(token), "role": "admin"}, token.split(".")[2]


def reports(scene: Scene, token: str) -> bool:
    return scene.present("/jwt/report", {"Authorization": f"Bearer {token}"}).is_success


@attack("signature")
def rewritten_claims(scene: Scene) -> bool:
    """alice's own token with role: admin written into it; the signature is the old one."""
    header, forged, signature = opened(scene)
    return reports(scene, f"{part(header)}.{part(forged)}.{signature}")


@attack("algorithm")
def alg_none(scene: Scene) -> bool:
    """alice's own token with role: admin and alg: none; no signature at all."""
    header, forged, _ = opened(scene)
    return reports(scene, f"{part({**header, 'alg': 'none'})}.{part(forged)}.")


@attack("own-keys")
def a_key_of_ones_own(scene: Scene) -> bool:
    """alice's own token with role: admin, signed with a key that comes along in its header."""
    header, forged, _ = opened(scene)
    key: Any = jwk.generate_key("oct", 256, {"alg": "HS256"})
    own = {**header, "alg": "HS256", "jwk": key.as_dict(private=True)}
    return reports(scene, jws.serialize_compact(own, json.dumps(forged), key, registry=OPEN))


OPEN: Any = jws.JWSRegistry(algorithms=["HS256"], strict_check_header=False)


def by_another_program(scene: Scene, name: str, value: str) -> bool:
    """A token for alice that another program, which was given the same key file, has signed: all in it is as here but
    for this header parameter or claim."""
    header, said, _ = opened(scene)
    entries = json.loads(Path(setting("JWT_KEYS")).read_bytes())["keys"]
    key: Any = jwk.import_key(next(entry for entry in entries if entry["kid"] == header["kid"]))
    (header if name in header else said)[name] = value
    token = jws.serialize_compact(header, json.dumps(said), key, algorithms=[header["alg"]])
    return reports(scene, token)


@attack("typ")
def another_kind_of_token(scene: Scene) -> bool:
    """A program of this house signs the links in its mails with the same key, and names alice and a role in them. Such
    a link's token is sent as an access token."""
    return by_another_program(scene, "typ", "link+jwt")


@attack("iss")
def from_the_staging_server(scene: Scene) -> bool:
    """The staging server, where alice is an admin, was set up with the same key. Its token is sent here."""
    return by_another_program(scene, "iss", "https://staging.example")


@attack("aud")
def at_another_service(scene: Scene) -> bool:
    """The access token of /jwt-refresh, sent to /jwt."""
    return scene.present("/jwt/me", scene.sign_in("/jwt-refresh").credential()).is_success


@attack("exp")
def an_old_token(scene: Scene) -> bool:
    """A copied token, two hours later."""
    copied = scene.sign_in("/jwt").credential()
    scene.later(7200)
    return scene.present("/jwt/me", copied).is_success
