"""Attacks from outside on what `manage.py serve` starts, each tried now: a table of what was tried and what came of it.

DEBUG=1 python scripts/attacks.py > docs/attacks.md      (half a minute; exits with 1 where one succeeds)

It knows the addresses, a password, and for the forged tokens the signing key itself: what is forged is wrong in one
claim, and right in all else. A server of production's settings stands behind it, with TRUSTED_PROXIES=1.
"""

import hmac
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")

import django  # noqa: E402

django.setup()

import httpx  # noqa: E402
from joserfc import jwt  # noqa: E402
from joserfc.jwk import KeySet  # noqa: E402
from joserfc.util import json_b64encode, urlsafe_b64encode  # noqa: E402

from contract.http_client import open_http, proven  # noqa: E402
from contract.modes import MODES  # noqa: E402
from lab.servers.fleet import Fleet  # noqa: E402

PASSWORD = secrets.token_urlsafe(12)
PEOPLE = f"""
from django.contrib.auth.models import Permission
from accounts.models import Account as A
A.objects.create_user("alice@example.com", {PASSWORD!r})
A.objects.create_superuser("root@example.com", {PASSWORD!r})
desk = A.objects.create_user("desk@example.com", {PASSWORD!r}, is_staff=True)
desk.user_permissions.set(Permission.objects.filter(codename__in=["view_account", "change_account"]))
"""
STRONGER = """
from accounts.models import Account as A
a = A.objects.get(email="desk@example.com")
more = a.is_superuser or a.role == "admin" or a.user_permissions.count() > 2 or a.groups.exists()
print("stronger" if more else "as before")
"""
IDS = """
import json
from accounts.models import Account as A
print(json.dumps(dict(A.objects.values_list("email", "pk"))))
"""
Attack = tuple[str, str, str, bool]  # (attack, what was tried, what came of it, held)


class Scene:
    """The server, and callers from addresses of their own."""

    def __init__(self, fleet: Fleet, stack: ExitStack) -> None:
        self.fleet, self.stack, self.url, self.port = fleet, stack, fleet.server.url, fleet.server.port
        self.address = 0

    def http(self, **headers: str) -> httpx.Client:
        self.address += 1
        return self.stack.enter_context(
            open_http(self.url, **{"X-Forwarded-For": f"198.51.100.{self.address}"} | headers)
        )

    def signed_in(self, mode: Any, email: str = "alice@example.com") -> Any:
        client = mode.client(self.http(), mode.carriers[0])
        client.login(email, PASSWORD).raise_for_status()
        return client

    def raw(self, *lines: str, body: bytes = b"", wait: float = 5) -> str:
        """What is answered to these lines, as they are; "closed" where nothing is."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as sent:
            sent.sendall("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            try:
                return sent.recv(65536).decode("latin-1").partition("\r\n")[0] or "closed"
            except (TimeoutError, ConnectionError):
                return "closed"


def spread(answers: list[int]) -> str:
    return ", ".join(f"{answers.count(status)} × {status}" for status in sorted(set(answers)))


def framing(scene: Scene) -> Iterator[Attack]:
    """What a parser may read in two ways, and what is too much."""
    post = ("POST /jwt/login HTTP/1.1", "Host: localhost", "Content-Type: application/json")
    for name, lines, body in (
        ("two lengths", ("Content-Length: 2", "Content-Length: 30"), b"{}"),
        ("a length and chunks", ("Content-Length: 2", "Transfer-Encoding: chunked"), b"2\r\n{}\r\n0\r\n\r\n"),
        ("a signed length", ("Content-Length: +2",), b"{}"),
        ("a hexadecimal length", ("Content-Length: 0x2",), b"{}"),
        ("a negative length", ("Content-Length: -1",), b"{}"),
        ("zeros before 30 MB", ("Content-Length: 0000000030000000",), b"{"),
        ("chunks of a megabyte", ("Transfer-Encoding: chunked",), b"100000\r\n" + b"x" * 0x100000 + b"\r\n0\r\n\r\n"),
        ("a chunk's size in words", ("Transfer-Encoding: chunked",), b"two\r\n{}\r\n0\r\n\r\n"),
        ("a folded header", ("X-A: 1", " folded: 2", "Content-Length: 2"), b"{}"),
        ("a header's name with a blank", ("Content-Length : 2",), b"{}"),
    ):
        said = scene.raw(*post, *lines, body=body)
        yield f"Framing: {name}", " · ".join(lines), said, bool(re.search(r" 4\d\d |^closed$", said))
    for path in (
        "/administrator",
        "/admin.php",
        "/adminx",
        "/%2e%2e/etc/passwd",
        "/static/lab/lab.css",
        "/lab",
        "/metrics",
    ):
        said = scene.http().get(path).status_code
        yield "A path that isn't there", f"GET {path}", str(said), said == 404
    for host in ("evil.example", "localhost:1@evil.example", "", "[::1"):
        said = scene.raw("GET /jwt/me HTTP/1.1", f"Host: {host}")
        yield "A foreign host", f"Host: {host}", said, " 400 " in said or said == "closed"


def stuck(scene: Scene) -> Iterator[Attack]:
    with ExitStack() as held:
        for _ in range(200):
            one = held.enter_context(socket.create_connection(("127.0.0.1", scene.port), timeout=5))
            one.sendall(b"POST /jwt/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{")
        began = time.monotonic()
        client = scene.signed_in(MODES[0])
        answers = [client.send("GET", "me").status_code for _ in range(20)]
        took = time.monotonic() - began
    yield (
        "200 clients that send one byte of a body",
        "a sign-in and 20 calls beside them",
        f"{took:.1f} s",
        (answers == [200] * 20 and took < 5),
    )


def guessing(scene: Scene) -> Iterator[Attack]:
    def guess(http: httpx.Client, password: str = "wrong", **headers: str) -> int:  # noqa: S107  (a wrong one)
        sent = {"email": "alice@example.com", "password": password}
        return http.post("/jwt/login", json=sent, headers=headers).status_code

    one = scene.http()
    answers = [guess(one) for _ in range(12)]
    yield "Guesses, one after the other", "12 from one address", spread(answers), answers.count(401) == 5
    other = scene.http()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: guess(other), range(12)))
    yield "Guesses at once", "12 from one address", spread(answers), answers.count(401) <= 5
    third = scene.http()
    answers = [guess(third, **{"X_Forwarded_For": f"203.0.113.{n}"}) for n in range(12)]
    yield (
        "An address in a header with underscores",
        "X_Forwarded_For, 12 times",
        spread(answers),
        answers.count(401) == 5,
    )
    fourth = scene.http(**{"X-Forwarded-For": "192.0.2.200"})
    answers = [guess(fourth, **{"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.200"}) for n in range(12)]
    yield "Made-up hops before the proxy's own", "X-Forwarded-For: n, real", spread(answers), answers.count(401) == 5
    net = [guess(scene.http(**{"X-Forwarded-For": f"2001:db8:0:{n:x}::1"})) for n in range(120)]
    yield "Guesses from one IPv6 /48", "120 from as many /64", spread(net), net.count(401) <= 100
    shared = scene.http()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: guess(shared, PASSWORD), range(12)))
    yield "Locking a desk out by right passwords", "12 right ones at once", spread(answers), set(answers) == {200}
    with ThreadPoolExecutor(64) as pool:
        found = list(pool.map(lambda http: guess(http, PASSWORD), [scene.http() for _ in range(64)]))
    yield "64 sign-ins at once", "from as many addresses", spread(found), set(found) <= {200, 503} and 200 in found
    for body in (
        b"null",
        b"[]",
        b'{"email":null,"password":{}}',
        b"[" * 20_000,
        b'{"email":"a\\u0000@b","password":"x"}',
        b"\xff",
    ):
        said = one.post("/jwt/login", content=body, headers={"Content-Type": "application/json"}).status_code
        yield "A body that is none", repr(body[:32]), str(said), said in (400, 429)


def forging(scene: Scene) -> Iterator[Attack]:
    """Signed by the right key, and wrong in one claim."""
    bare = next(mode for mode in MODES if mode.name == "jwt")
    client = scene.signed_in(bare)
    raw = client.credential()["Authorization"].removeprefix("Bearer ")
    keys = KeySet.import_key_set(json.loads((scene.fleet.folder / "data" / "jwt-keys.json").read_text()))
    key = keys.keys[0]
    right = jwt.decode(raw, key)
    http, now = scene.http(), int(time.time())

    def present(token: str) -> int:
        return http.get("/jwt/me", headers={"Authorization": f"Bearer {token}"}).status_code

    def signed(head: dict[str, Any] | None = None, **claims: Any) -> str:
        # By hand: a library would refuse to write some of these.
        text = ".".join(json_b64encode(part).decode() for part in (right.header | (head or {}), right.claims | claims))
        return f"{text}.{urlsafe_b64encode(hmac.digest(key.raw_value, text.encode(), 'sha256')).decode()}"

    control = present(signed())
    yield "Forged: nothing (the control)", "the same claims, signed again", str(control), control == 200
    changed: tuple[dict[str, Any], ...] = (
        {"nbf": now + 3600}, {"exp": now - 1}, {"exp": True}, {"exp": "9999999999"}, {"exp": 1e308}, {"exp": None},
        {"iat": None}, {"aud": "authdemo/refresh-token"}, {"aud": "authdemo/jwt-refresh"}, {"aud": []},
        {"iss": "https://evil.example"}, {"sub": 1}, {"sub": ""}, {"jti": None}, {"sub": None},
    )  # fmt: skip
    for claims in changed:
        said = present(signed(**claims))
        yield "Forged: a claim", json.dumps(claims), str(said), said == 401
    heads: tuple[dict[str, Any], ...] = (
        {"typ": "rt+jwt"}, {"typ": "JWT"}, {"crit": ["exp"]}, {"kid": "../../etc/passwd"}, {"kid": ""},
        {"jku": "https://evil.example/keys", "kid": "x"},
    )  # fmt: skip
    for head in heads:
        said = present(signed(head))
        yield "Forged: a header", json.dumps(head), str(said), said == 401
    _, claims, signature = raw.split(".")
    for alg in ("none", "None", "NONE", "RS256", "HS512", "hs256"):
        head = json_b64encode({**right.header, "alg": alg}).decode()
        for last in ("", signature):
            said = present(f"{head}.{claims}.{last}")
            yield (
                "Forged: the algorithm",
                f"{alg}, {'its signature' if last else 'no signature'}",
                str(said),
                said == 401,
            )
    for mode in MODES:
        if mode.prefix != "/jwt":
            said = scene.http().get(f"{mode.prefix}/me", headers={"Authorization": f"Bearer {raw}"}).status_code
            yield "A token of another mode", f"/jwt's at {mode.prefix}", str(said), said == 401


def replaying(scene: Scene) -> Iterator[Attack]:
    refresh = next(mode for mode in MODES if mode.name == "jwt-refresh")
    client = scene.signed_in(refresh)
    first = client.refresh_token
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: scene.http().post("/jwt-refresh/refresh-token", json={"refreshToken": first}), range(20))
        )
    pairs = {each.json().get("refreshToken") for each in answers}
    yield "One refresh token, 20 times at once", "how many different successors", f"{len(pairs)}", len(pairs) == 1
    client.refresh()
    client.refresh()
    said = scene.http().post("/jwt-refresh/refresh-token", json={"refreshToken": first})
    yield (
        "A refresh token of before",
        "the live one afterwards",
        f"{said.status_code} {said.json()['code']}",
        (said.json()["code"] == "refresh_reused" and client.refresh().status_code == 401),
    )
    bound = next(mode for mode in MODES if mode.name == "jwt-dpop")
    owner = scene.signed_in(bound)
    request = proven(owner.http, owner.http.build_request("GET", "/jwt-dpop/me", headers=owner.credential()))
    token, proof = request.headers["Authorization"], request.headers["DPoP"]
    thief = scene.http()
    for name, path, headers in (
        ("the token alone", "me", {"Authorization": token}),
        ("the token as Bearer", "me", {"Authorization": token.replace("DPoP", "Bearer")}),
        ("its proof at another path", "profile", {"Authorization": token, "DPoP": proof}),
    ):
        status = thief.get(f"/jwt-dpop/{path}", headers=headers).status_code
        yield "A stolen bound token", name, str(status), status == 401
    with ThreadPoolExecutor(20) as pool:
        stolen = {"Authorization": token, "DPoP": proof}
        found = list(pool.map(lambda _: scene.http().get("/jwt-dpop/me", headers=stolen).status_code, range(20)))
    yield "One proof, 20 times at once", "how many are let in", spread(found), found.count(200) == 1


def crossing(scene: Scene) -> Iterator[Attack]:
    session = next(mode for mode in MODES if mode.name == "session")
    client = scene.signed_in(session)
    sent = {"email": "alice@example.com", "password": PASSWORD}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        said = scene.http(**headers).post("/session/login", json=sent).status_code
        yield "A sign-in from another site", str(headers), str(said), said == 403
    for method, path in (("POST", "logout"), ("PATCH", "profile"), ("POST", "password"), ("DELETE", "logins")):
        said = client.http.request(
            method, f"/session/{path}", json={}, headers={"Origin": "https://evil.example"}
        ).status_code
        yield "A cookie's unsafe call from another site", f"{method} {path}", str(said), said == 403
    allowed = scene.http(Origin="https://evil.example").get("/session/me").headers.get("Access-Control-Allow-Origin")
    yield "Reading from another origin", "Access-Control-Allow-Origin", str(allowed), allowed is None
    yield "A session that was ended", "the cookie again after logout", *again_after_logout(client)


def again_after_logout(client: Any) -> tuple[str, bool]:
    cookies = {cookie.name: cookie.value or "" for cookie in client.http.cookies.jar}
    client.logout()
    said = httpx.get(
        str(client.http.base_url) + "/session/me", cookies=cookies, headers={"Host": "localhost"}
    ).status_code
    return str(said), said == 401


def climbing(scene: Scene) -> Iterator[Attack]:
    """Staff who may change accounts, and no more, make themselves admin."""
    http = scene.http(Referer=scene.url)
    page = http.get("/admin/login/").text
    hidden = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    form = {"username": "desk@example.com", "password": PASSWORD, "csrfmiddlewaretoken": hidden[1] if hidden else ""}
    signed_in = http.post("/admin/login/?next=/admin/", data=form).status_code
    yield "Staff with “change account” (the control)", "signs in to the admin", str(signed_in), signed_in == 302
    manage = ("shell", "-v0", "-c")
    ids = json.loads(
        scene.fleet.manage(
            *manage,
            IDS,
            env={},
        )
    )
    desk, root = ids["desk@example.com"], ids["root@example.com"]
    token = http.cookies.get("__Host-csrftoken") or http.cookies.get("csrftoken") or ""
    rights = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "role": "admin",
        "user_permissions": ["1", "2", "3"],
        "groups": ["1"],
    }
    for name, path, fields in (
        ("itself made admin", f"{desk}/change/", {"email": "desk@example.com", **rights}),
        ("the same, saved as new", f"{desk}/change/", {"email": "desk@example.com", "_saveasnew": "1", **rights}),
        ("the same, in a pop-up", f"{desk}/change/?_popup=1", {"email": "desk@example.com", **rights}),
        ("a new admin", "add/", {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD, **rights}),
        (
            "a stronger operator's password",
            f"{root}/password/",
            {"password1": "x" * 12 + "Q7", "password2": "x" * 12 + "Q7"},
        ),
        ("a stronger operator, deactivated", f"{root}/change/", {"email": "root@example.com", "role": "user"}),
        ("a stronger operator, deleted", f"{root}/delete/", {"post": "yes"}),
        (
            "the list edited in place",
            "",
            {
                "form-TOTAL_FORMS": "1",
                "form-INITIAL_FORMS": "1",
                "form-0-id": str(desk),
                "form-0-is_superuser": "on",
                "_save": "1",
            },
        ),
        (
            "an action on a stronger operator",
            "",
            {"action": "deactivate", "_selected_action": str(root), "post": "yes"},
        ),
    ):
        said = http.post(f"/admin/accounts/account/{path}", data={**fields, "csrfmiddlewaretoken": token}).status_code
        after = scene.fleet.manage(*manage, STRONGER, env={}).strip().splitlines()[-1]
        whole = scene.fleet.manage(
            *manage,
            "from accounts.models import Account as A; a = A.objects.get(email='root@example.com'); "
            f"print(a.is_active and a.is_superuser and a.check_password({PASSWORD!r}), A.objects.count())",
            env={},
        ).strip()
        yield (
            "Staff with “change account”",
            name,
            f"{said}; {after}",
            said < 500 and after == "as before" and whole.endswith("True 3"),
        )


def starting(scene: Scene) -> Iterator[Attack]:
    weak = scene.fleet.folder / "weak.json"
    weak.write_text(json.dumps({"keys": [{"kty": "oct", "k": "c2hvcnQ", "kid": "1", "alg": "HS256"}]}))
    weak.chmod(0o666)
    for told in (
        {"COOKIE_SECURE": "0"},
        {"SECRET_KEY": "x"},
        {"TRUSTED_PROXIES": "-1"},
        {"JWT_KEYS": str(weak)},
        {"THREADS": "0"},
        {"WORKERS": "many"},
        {"LOGIN_ATTEMPTS": "0"},
        {"CORS_ALLOWED_ORIGINS": "*"},
    ):
        command = [sys.executable, "manage.py", "serve", "--port", "0"]
        env = scene.fleet.env(told)
        ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)  # noqa: S603
        said = (ran.stderr.strip().splitlines() or [""])[-1][:90]
        shown = {name: Path(value).name for name, value in told.items()}
        yield "A server started with", str(shown), said, ran.returncode == 1 and "Traceback" not in ran.stderr


ROUNDS: tuple[Callable[[Scene], Iterator[Attack]], ...] = (
    framing, forging, replaying, crossing, climbing, stuck, guessing, starting,
)  # fmt: skip


def main() -> int:
    env = {"DEBUG": "0", "LAB": "0", "ALLOWED_HOSTS": "localhost", "TRUSTED_PROXIES": "1", "MAX_LOGINS": "1000"}
    tried: list[Attack] = []
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fleet = stack.enter_context(Fleet(Path(folder) / "fleet", postgres=False, workers=2, env=env))
        fleet.manage("shell", "-v0", "-c", PEOPLE, env={})
        scene = Scene(fleet, stack)
        for attacks in ROUNDS:
            for attack in attacks(scene):
                tried.append(attack)
                if not attack[3]:
                    sys.stderr.write(f"SUCCEEDED {attack}\n")
        faults = fleet.server.log.read_text().count("Traceback")
        tried.append(("All of it", "faults in the server's log", str(faults), faults == 0))
    held = sum(attack[3] for attack in tried)
    sys.stdout.write(
        "# Attacks\n\n"
        f"Made by `make attacks`, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {len(tried)} tried from outside on what"
        f" `manage.py serve` starts, {held}\nheld. What a defence is as a line of code: [guards.md](guards.md);"
        " what a fault costs: [faults.md](faults.md); by requirement:\n[asvs.md](asvs.md).\n\n"
        "| attack | tried | came of it | held |\n| --- | --- | --- | --- |\n"
    )
    for attack in tried:
        cells = (text.replace("|", "\\|") for text in (*attack[:3], "yes" if attack[3] else "**no**"))
        sys.stdout.write(f"| {' | '.join(cells)} |\n")
    return int(held < len(tried))


if __name__ == "__main__":
    raise SystemExit(main())
