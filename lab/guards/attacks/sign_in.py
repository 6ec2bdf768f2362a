"""Against signing in and what it leaves in the browser: cookies, sessions, passwords, roles."""

import secrets

from django.apps import apps
from django.contrib.auth.hashers import make_password

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account

from .scene import FOREIGN, Scene, attack

OTHER_PASSWORD = "another-long-one"  # noqa: S105


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
