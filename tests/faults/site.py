"""A site of two servers on the same stores, and callers who use it, remember what they were promised, and look at last
whether it was kept."""

import base64
import copy
import itertools
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Self

import httpx

from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from contract.modes import MODES, Mode
from tests.servers import ROOT, Server

CLIENT_SECONDS = 40  # longer than any answer may take: what this ends is a hang
SEED = """
import django
django.setup()
from django.core.management import call_command
from accounts.management.commands.seed_accounts import seed
call_command("migrate", verbosity=0)
for number in range({count}):
    seed(f"caller-{{number}}@example.com", {{"display_name": "as made"}})
"""


class Site(ExitStack):
    """Two servers on the stores that `env` names; `settings` are the two servers' settings modules."""

    def __init__(
        self,
        settings: tuple[str, str] = ("tests.settings", "tests.settings"),
        threads: int = 4,
        callers: int = 1,
        **env: str,
    ) -> None:
        """`callers` of each mode."""
        super().__init__()
        self.threads, self.callers = threads, callers
        self.settings, self.told = settings, {"LOGIN_ATTEMPTS": "100000", "JWT_REVOCATION": "denylist", **env}
        self.servers: list[Server] = []

    def __enter__(self) -> Self:
        one, other = self.settings
        sizes: dict[str, Any] = {"prepared": False, "workers": 2, "threads": self.threads}
        first = Server(**sizes, **self.told, DJANGO_SETTINGS_MODULE=one)
        first.env["SECRET_KEY"] = "of-both-servers-" * 4
        first.env["JWT_KEYS"] = f"{first.folder}/jwt-keys.json"
        seed = [sys.executable, "-W", "ignore", "-c", SEED.format(count=self.callers * len(MODES))]
        subprocess.run(seed, cwd=ROOT, env=first.env, check=True, timeout=120)
        second = Server(**sizes, **self.told, DJANGO_SETTINGS_MODULE=other)
        second.env |= {name: first.env[name] for name in ("SECRET_KEY", "JWT_KEYS", "DATABASE_URL")}
        self.servers = [self.enter_context(server) for server in (first, second)]
        return self


@dataclass
class Exchange:
    at: float
    seconds: float
    call: str
    status: int | str
    code: str


@dataclass
class Fault:
    """What it cost. `longest` in seconds; `recovery`: from the fault's end to the last answer that was an error."""

    name: str
    asked: int
    answered: Counter[str]
    longest: float
    recovery: float
    reused: int  # logins that ended because an answer was lost for longer than the retry window


class Refused(Exception):
    """No 200, so no promise: the caller goes on with something else."""


@dataclass
class Caller:
    """One mode's user with an account of its own, who asks both servers by turns."""

    mode: Mode
    number: int
    urls: list[str]
    exchanges: list[Exchange] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)  # clients that were told 200 at sign-in, and nothing since
    ended: list[Any] = field(default_factory=list)  # credentials that were told 200 at sign-out
    name: str | None = "as made"  # None: an answer was lost, so it may be either
    successors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    reused: int = 0
    broken: list[str] = field(default_factory=list)
    transport: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)  # of all its clients

    def ask(self, client: Any, call: str, *arguments: Any) -> httpx.Response:
        """Raises: Refused, unless the answer is 200."""
        client.http.base_url = client.http.headers["Origin"] = next(self.turns)
        begun = time.monotonic()
        status: int | str
        try:
            response: httpx.Response = getattr(client, call)(*arguments)
            status, code = response.status_code, ""
            if status != 200:
                code = str(response.json()["code"])
                if status == 503 and int(response.headers["Retry-After"]) < 1:
                    code = "no Retry-After"
        except httpx.TransportError as fault:
            status, code = type(fault).__name__, ""
        except (ValueError, KeyError) as fault:
            code = f"not in the error shape: {fault!r}"
        told = " ".join((call, *(str(a) for a in arguments[:2]))) if call == "send" else call
        self.exchanges.append(Exchange(begun, time.monotonic() - begun, told, status, code))
        if status != 200:
            raise Refused(f"{told}: {status} {code}")
        return response

    def run(self, stopped: Event) -> None:
        self.turns = itertools.cycle(self.urls)
        for round in itertools.count():
            if stopped.is_set():
                return
            try:
                self.live(round)
            except Refused:
                time.sleep(0.1)  # no client of ours hammers

    def open(self) -> Any:
        http = open_http(self.urls[0], self.transport)
        http.timeout = httpx.Timeout(CLIENT_SECONDS)
        return self.mode.client(http, self.mode.carriers[0])

    def live(self, round: int) -> None:
        client = self.open()
        self.ask(client, "login", f"caller-{self.number}@example.com", PASSWORD)
        self.kept.append(client)
        for _ in range(3):
            self.ask(client, "send", "GET", "me")
        self.rename(client, f"name {round}")
        for _ in range(2 if client.renewable else 0):
            self.rotate(client)
        if round % 3 == 0:
            return  # this login stays
        old = self.as_it_is(client)
        self.kept.remove(client)  # whether it ends is not known until the answer is here
        self.ask(client, "logout")
        self.ended.append(old)

    def rename(self, client: Any, name: str) -> None:
        before, self.name = self.name, None
        try:
            self.ask(client, "send", "PATCH", "profile", {"displayName": name})
        except Refused as refusal:
            if "401" in str(refusal):
                self.name = before
            raise
        self.name = name

    def rotate(self, client: Any) -> None:
        """As a client does: once more, with the same token, where no answer came."""
        parent = client.refresh_token
        for attempt in range(40):
            try:
                self.ask(client, "refresh")
            except Refused as refusal:
                if "refresh_reused" in str(refusal):  # the answer was lost for longer than the window: it ends, safely
                    self.reused += 1
                    self.kept.remove(client)
                    raise
                if ("503" not in str(refusal) and "Error" not in str(refusal)) or attempt == 39:
                    raise
                time.sleep(0.25)
            else:
                self.successors[jti(parent)].add(jti(client.refresh_token))
                return

    def as_it_is(self, client: Any) -> Any:
        """The same credential in other hands, whatever becomes of the client."""
        same = self.open()
        for cookie in client.http.cookies.jar:
            same.http.cookies.jar.set_cookie(copy.copy(cookie))
        same.refresh_token = client.refresh_token
        same.access_token = getattr(client, "access_token", None)
        return same

    def verify(self) -> None:
        """Whether what was promised holds, at both servers."""
        for url in self.urls:
            for client in self.kept:
                client.http.base_url = client.http.headers["Origin"] = url
                self.expect(client, 200, "a login that was answered 200 is lost")
            for old in self.ended:
                old.http.base_url = old.http.headers["Origin"] = url
                self.expect(old, 401, "a login that had ended is back")
            if self.name is not None and self.kept:
                found = self.kept[-1].send("GET", "profile").json()["displayName"]
                if found != self.name:
                    self.broken.append(f"{self.mode.name}: a change that was answered 200 is lost: {found!r}")
        for parent, children in self.successors.items():
            if len(children) > 1:
                self.broken.append(f"{self.mode.name}: {parent} rotated to {children}")

    def expect(self, client: Any, status: int, otherwise: str) -> None:
        answers = {"GET me": client.send("GET", "me")}
        if client.renewable:
            answers["refresh"] = client.refresh()
        for call, answer in answers.items():
            if answer.status_code != status:
                self.broken.append(f"{self.mode.name} {call}: {otherwise} ({answer.status_code} {answer.text[:80]})")


def jti(token: str) -> str:
    payload = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["jti"])


class Traffic:
    """`with Traffic(site) as traffic:` a caller for each mode is at work."""

    def __init__(self, site: Site) -> None:
        urls = [server.url for server in site.servers]
        self.callers = [Caller(mode, number, urls) for number, mode in enumerate(MODES * site.callers)]
        self.stopped = Event()
        self.threads = [Thread(target=caller.run, args=(self.stopped,), daemon=True) for caller in self.callers]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(3 * CLIENT_SECONDS)

    def verify(self) -> None:
        for caller in self.callers:
            caller.verify()

    def close(self) -> None:
        for caller in self.callers:
            caller.transport.close()

    @property
    def exchanges(self) -> list[Exchange]:
        return sorted((e for caller in self.callers for e in caller.exchanges), key=lambda e: e.at)

    def well_since(self, at: float, rounds: int = 6) -> bool:
        """Whether every caller has had so many answers in a row, all 200, since then."""
        return all(
            len(since := [e for e in caller.exchanges if e.at > at]) >= rounds
            and all(e.status == 200 for e in since[-rounds:])
            for caller in self.callers
        )

    def told(self, name: str, until: float) -> Fault:
        exchanges = self.exchanges
        errors = [e for e in exchanges if e.status != 200]
        return Fault(
            name=name,
            asked=len(exchanges),
            answered=Counter(f"{e.status} {e.code}".strip() for e in exchanges),
            longest=max(e.seconds for e in exchanges),
            recovery=max(0.0, max((e.at + e.seconds for e in errors), default=until) - until),
            reused=sum(caller.reused for caller in self.callers),
        )
