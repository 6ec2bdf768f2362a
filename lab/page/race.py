"""The revocation race: after something happened, for how long does each mode still say yes to a credential that was
copied before? Counted by presenting it, with the clock moved to just before and just after each end it could have.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.http_client import open_http
from contract.modes import SHOWN, Mode

from ..servers.second_server import base_url
from ..trainer.key import expected
from .attacker import ADDRESS, BASE, caller, claims
from .participants import address, copies

NEW_PASSWORD = "a-new-and-long-one"  # noqa: S105
RUNNER = "runner"
SLACK = 10  # seconds by which "just before" the end is before it, so that a slow machine still gets there


@dataclass
class Copy:
    """A credential as a thief copied it, used as a client uses it: with a refresh token, renewed when refused."""

    mode: Mode
    headers: dict[str, str]
    refresh_token: str | None
    path: str
    open: Callable[..., httpx.Client]
    since: float  # when it was issued, in seconds since the epoch
    idle_seconds: int  # where the credential doesn't say when it ends

    def ends(self) -> list[float]:
        """The moments at which this credential could end by itself, soonest first."""
        tokens = [self.headers.get("Authorization", "").removeprefix("Bearer "), self.refresh_token]
        return [claims(token)["exp"] for token in tokens if token] or [self.since + self.idle_seconds]

    def says_yes(self, seconds: int) -> bool:
        with self.open(ADDRESS, **{"X-Lab-Clock": str(max(0, seconds))}) as http:
            answer = http.get(f"{self.mode.prefix}/{self.path}", headers=self.headers)
            if answer.status_code == 401 and self.refresh_token:
                sent = {"refreshToken": self.refresh_token}
                renewed = http.post(f"{self.mode.prefix}/refresh-token", json=sent)
                if renewed.is_success:
                    headers = {"Authorization": f"Bearer {renewed.json()['accessToken']}"}
                    answer = http.get(f"{self.mode.prefix}/{self.path}", headers=headers)
                    if answer.is_success:  # else the older token, whose time has not come yet, is the better one
                        self.headers, self.refresh_token = headers, renewed.json()["refreshToken"]
            return answer.is_success


def at_race_server(address: str, **headers: str) -> httpx.Client:
    """A caller of the second server that has the same stores and signing keys of its own."""
    named = {"Host": "localhost", "Origin": BASE, **headers}
    return open_http(base_url(True, own_keys=True), None, **named)


def rotate_its_key(account: Account, clients: list[Any]) -> None:
    told = {"X-Lab-Run": "race", "X-Lab-Trainer": expected() or ""}
    with at_race_server(ADDRESS, **told) as http:
        http.post("/lab/backstage/rotate_signing_key", json={}).raise_for_status()


def sign_in(mode: Mode, email: str, path: str, open: Callable[..., httpx.Client]) -> tuple[Any, Copy]:
    """The victim's client, signed in, and the copy that somebody made of its credential."""
    client = mode.client(open("127.0.0.1"))
    idle = client.login(email, PASSWORD).json()["expiresIn"]
    headers = client.credential()
    token = headers.get("Authorization", "").removeprefix("Bearer ")
    since = claims(token)["iat"] if token else time.time()
    return client, Copy(mode, headers, client.refresh_token, path, open, since, idle)


def change_password(account: Account, clients: list[Any]) -> None:
    other = SHOWN[0].client(caller("127.0.0.1"))
    other.login(account.email, PASSWORD)
    other.send("POST", "password", {"currentPassword": PASSWORD, "newPassword": NEW_PASSWORD})


def sign_out(account: Account, clients: list[Any]) -> None:
    for client in clients:
        client.logout()


EVENTS: dict[str, Callable[[Account, list[Any]], Any]] = {
    "sign-out": sign_out,
    "deactivate": lambda account, _: Account.objects.filter(pk=account.pk).update(is_active=False),
    "role": lambda account, _: Account.objects.filter(pk=account.pk).update(role="user"),
    "password": change_password,
    "key": rotate_its_key,
}


def still_yes(copy: Copy) -> int:
    """For how many seconds after its login this copy still opens the door; 0 if it doesn't any more.

    Raises: AssertionError when a credential outlives every end it could have, which none does.
    """
    if not copy.says_yes(0):
        return 0
    for which in (0, -1):  # the access token's end; where it was renewed then, that of the newest refresh token
        end = copy.ends()[which]
        after = int(end - time.time()) + 1
        if not copy.says_yes(after) and copy.says_yes(after - SLACK):
            return round(end - copy.since)
    raise AssertionError("a credential without an end")


def race(run: str, event: str) -> list[dict[str, Any]]:
    """Run one event against fresh logins in every mode, by an account made for it; [{"mode", "seconds"}]."""
    born = copies(run)["admin" if event == "role" else "alice"]
    account, _ = Account.objects.update_or_create(
        email=address(run, RUNNER), defaults={"password": born.password, "role": born.role, "is_active": True}
    )
    where = at_race_server if event == "key" else caller
    pairs = [sign_in(mode, account.email, "report" if event == "role" else "me", where) for mode in SHOWN]
    EVENTS[event](account, [client for client, _ in pairs])
    return [{"mode": copy.mode.name, "seconds": still_yes(copy)} for _, copy in pairs]
