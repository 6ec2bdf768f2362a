"""Against a bound token: copied together with a proof, never with the key."""

import base64
import json
import time
from typing import Any

from joserfc import jws

from .scene import FOREIGN, Scene, attack

Overheard = dict[str, str]


def overheard(victim: Any, method: str, url: str, **other: Any) -> Overheard:
    """A request's two headers, as whoever stands in its way reads them: the token, and alice's proof for just that
    request; with `other` claims, where it isn't of now."""
    request = victim.http.build_request(method, url, headers=victim.credential())
    proof = victim.http.auth.proof(request)
    if other:
        header, said = (json.loads(base64.urlsafe_b64decode(each + "==")) for each in proof.split(".")[:2])
        proof = jws.serialize_compact(header, json.dumps({**said, **other}), victim.http.auth.key)
    return {**victim.credential(), "DPoP": proof}


@attack("proof-method")
def a_read_becomes_a_write(scene: Scene) -> bool:
    """The token and a proof for GET, taken on the way, are sent with PATCH."""
    taken = overheard(scene.sign_in("/jwt-dpop"), "GET", "/jwt-dpop/profile")
    written = scene.thief().patch("/jwt-dpop/profile", headers=taken, json={"displayName": "changed by a thief"})
    return written.is_success


@attack("proof-address")
def passed_on(scene: Scene) -> bool:
    """alice's client calls a server that isn't honest; it passes token and proof on to this one."""
    return scene.present(
        "/jwt-dpop/me", overheard(scene.sign_in("/jwt-dpop"), "GET", f"{FOREIGN}/jwt-dpop/me")
    ).is_success


@attack("proof-age")
def kept_for_an_hour(scene: Scene) -> bool:
    """A proof that alice's key signed an hour ago, and that never arrived, is sent now."""
    kept = overheard(scene.sign_in("/jwt-dpop"), "GET", "/jwt-dpop/me", iat=int(time.time()) - 3600)
    return scene.present("/jwt-dpop/me", kept).is_success


@attack("proof-token")
def with_the_next_token(scene: Scene) -> bool:
    """A proof of alice's that never arrived, sent with the token that she got since."""
    victim = scene.sign_in("/jwt-dpop")
    taken = overheard(victim, "GET", "/jwt-dpop/me")
    victim.refresh()
    return scene.present("/jwt-dpop/me", {**taken, **victim.credential()}).is_success


@attack("proof-once")
def sent_again(scene: Scene) -> bool:
    """Token and proof are overheard as alice sends them, and sent again at once."""
    taken = overheard(scene.sign_in("/jwt-dpop"), "GET", "/jwt-dpop/me")
    scene.http("victim").get("/jwt-dpop/me", headers=taken)
    return scene.present("/jwt-dpop/me", taken).is_success
