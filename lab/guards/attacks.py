"""The attack that each guard stops, as somebody would make it: real requests of this run, to this server.

An attack says what it did and whether it worked; nothing else. tests/lab/test_guards.py fires each twice: with its
guard, when it fails, and without, when it works.
"""

import base64
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.apps import apps
from django.contrib.auth.hashers import make_password
from joserfc import jwk, jws

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.modes import BY_PREFIX

from ..page.attacker import ADDRESS, caller, claims
from ..page.participants import address, copies

Attack = Callable[["Scene"], bool]
ATTACKS: dict[str, Attack] = {}
FOREIGN = "https://evil.example"
OTHER_PASSWORD = "another-long-one"  # noqa: S105


@dataclass
class Scene:
    """Where an attack happens: this run's accounts, its clock, and the requests so far."""

    run: str
    clock: int = 0
    steps: list[dict[str, Any]] = field(default_factory=list)

    def http(self, who: str, place: str = "127.0.0.1", **headers: str) -> httpx.Client:
        lab = {"X-Lab-Run": self.run, "X-Lab-Actor": who, "X-Lab-Clock": str(self.clock)}
        client = caller(place, **lab, **headers)
        client.event_hooks["response"].append(lambda response: self.note(who, response))
        return client

    def note(self, who: str, response: httpx.Response) -> None:
        response.read()
        found = response.json() if response.content else {}
        code = found.get("code", "") if isinstance(found, dict) else ""
        number = int(response.headers.get("X-Lab-Exchange", 0)) or None
        asked = f"{response.request.method} {response.request.url.path}"
        self.steps.append({"who": who, "asks": asked, "status": response.status_code, "code": code, "number": number})

    def account(self, name: str) -> Account:
        return copies(self.run)[name]

    def sign_in(self, prefix: str, name: str = "alice", carrier: str = "", who: str = "victim") -> Any:
        """The reference client, signed in as one of this run's people."""
        mode = BY_PREFIX[prefix]
        copies(self.run)
        client = mode.client(self.http(who), carrier or mode.carriers[0])
        client.renews = False  # type: ignore[attr-defined]
        client.login(address(self.run, name), PASSWORD)
        return client

    def thief(self) -> httpx.Client:
        return self.http("thief", ADDRESS)

    def later(self, seconds: int) -> None:
        self.clock += seconds

    def present(self, path: str, headers: dict[str, str], **more: Any) -> httpx.Response:
        return self.thief().get(path, headers=headers, **more)


def attack(name: str) -> Callable[[Attack], Attack]:
    def registered(fire: Attack) -> Attack:
        ATTACKS[name] = fire
        return fire

    return registered


@attack("csrf-token")
def without_the_token(scene: Scene) -> bool:
    """The cookie rides along; the CSRF token, which only this site's pages can read, does not."""
    victim = scene.sign_in("/session")
    return bool(victim.http.patch("/session/profile", json={"displayName": "changed by a foreign page"}).is_success)


@attack("login-csrf")
def signs_you_in(scene: Scene) -> bool:
    """A foreign page signs its visitor in as bob: what the visitor then does, bob can read."""
    body = {"email": scene.account("bob").email, "password": PASSWORD}
    page = scene.http("attacker", Origin=FOREIGN, **{"Sec-Fetch-Site": "cross-site"})
    return page.post("/session/login", json=body).is_success


def cookie_line(scene: Scene) -> str:
    client = scene.http("victim")
    body = {"email": scene.account("alice").email, "password": PASSWORD}
    lines = client.post("/session/login", json=body).headers.get_list("set-cookie")
    return next(line for line in lines if "sessionId" in line)


@attack("samesite")
def is_sent_from_everywhere(scene: Scene) -> bool:
    """The cookie that a sign-in sets, read as a browser reads it: may a foreign page's request carry it?"""
    return "SameSite=None" in cookie_line(scene)


@attack("httponly")
def a_script_reads_the_cookie(scene: Scene) -> bool:
    """The cookie that a sign-in sets, read as a browser reads it: does document.cookie show it?"""
    return "HttpOnly" not in cookie_line(scene)


@attack("session-renewal")
def the_id_from_before(scene: Scene) -> bool:
    """Somebody knows the id; its owner signs in anew in the same browser, and the old id is tried again."""
    victim = scene.sign_in("/session")
    known = victim.credential()
    victim.login(scene.account("alice").email, PASSWORD)
    return scene.present("/session/me", known).is_success


@attack("session-expiry")
def long_after(scene: Scene) -> bool:
    """A copied cookie, thirteen hours later."""
    copied = scene.sign_in("/session").credential()
    scene.later(13 * 3600)
    return scene.present("/session/me", copied).is_success


@attack("digests")
def from_a_backup(scene: Scene) -> bool:
    """Somebody reads the sessions' table and sends what stands there as a cookie."""
    scene.sign_in("/session")
    rows = apps.get_model("sessions_auth", "Session").objects.filter(account=scene.account("alice"))
    found = rows.order_by("-pk").values_list("digest", flat=True)[0]
    return scene.present("/session/me", {"Cookie": f"sessionId={found}"}).is_success


@attack("bound-to-password")
def a_new_password_in_the_database(scene: Scene) -> bool:
    """The password is replaced in the database, past the application; an older login goes on."""
    copied = scene.sign_in("/session").credential()
    alice = scene.account("alice")
    Account.objects.filter(pk=alice.pk).update(password=make_password(OTHER_PASSWORD))
    try:
        return scene.present("/session/me", copied).is_success
    finally:
        Account.objects.filter(pk=alice.pk).update(password=alice.password)


@attack("inactive")
def shut_out(scene: Scene) -> bool:
    """mallory's account is inactive; the password is right."""
    body = {"email": scene.account("mallory").email, "password": PASSWORD}
    return scene.thief().post("/jwt/login", json=body).is_success


@attack("attempts")
def guesses(scene: Scene) -> bool:
    """Eight guesses, the ninth is right."""
    email, thief = scene.account("bob").email, scene.http("thief", f"198.51.100.{secrets.randbelow(250) + 1}")
    for n in range(8):
        thief.post("/jwt/login", json={"email": email, "password": f"guess-{n}"})
    return thief.post("/jwt/login", json={"email": email, "password": PASSWORD}).is_success


@attack("constant-time")
def how_long_it_takes(scene: Scene) -> bool:
    """An address that nobody has: did the server hash a password for it, as it does for one that somebody has?"""
    body = {"email": f"nobody-{secrets.token_hex(4)}@example.com", "password": PASSWORD}
    answer = scene.thief().post("/jwt/login", json=body)
    return "hashtime;dur=0.00" in answer.headers["Server-Timing"]


@attack("role")
def not_an_admin(scene: Scene) -> bool:
    """alice asks for the report."""
    return bool(scene.sign_in("/jwt").send("GET", "report").is_success)


@attack("own-logins")
def somebody_elses_login(scene: Scene) -> bool:
    """alice ends bob's login, whose id she knows."""
    bob = scene.sign_in("/jwt-refresh", "bob")
    [login, *_] = bob.send("GET", "logins").json()["logins"]
    alice = scene.sign_in("/jwt-refresh", who="thief")
    return bool(alice.send("DELETE", f"logins/{login['id']}").is_success)


# -- forged tokens
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


# -- refresh tokens
def trade_in(scene: Scene, token: str | None) -> bool:
    return scene.thief().post("/jwt-refresh/refresh-token", json={"refreshToken": token}).is_success


@attack("reuse")
def after_its_owner(scene: Scene) -> bool:
    """A copied refresh token, traded in a minute after its owner has traded it in."""
    victim = scene.sign_in("/jwt-refresh")
    copied = victim.refresh_token
    victim.refresh()
    scene.later(60)
    return trade_in(scene, copied)


@attack("logout-revokes")
def after_signing_out(scene: Scene) -> bool:
    """A copied refresh token, traded in after its owner has signed out."""
    victim = scene.sign_in("/jwt-refresh")
    copied = victim.refresh_token
    victim.logout()
    return trade_in(scene, copied)
