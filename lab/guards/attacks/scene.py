"""Where an attack happens, and the list of attacks by the guard that each meets."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.modes import BY_PREFIX

from ...page.attacker import ADDRESS, caller
from ...page.participants import address, copies

Attack = Callable[["Scene"], bool]
ATTACKS: dict[str, Attack] = {}
FOREIGN = "https://evil.example"


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
