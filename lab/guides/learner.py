"""A learner without a page: does what a guide's step says, through the reference clients, and reports what came back.

It is also the definition of each action; the page does the same things. The tests execute the guides with it, and the
room measures with it what the class has predicted.
"""

from collections.abc import Callable
from typing import Any

import httpx

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.http_client import open_http
from contract.modes import MODES

ELSEWHERE = "198.51.100.7"  # RFC 5737: an address of nobody's
PATCH = {"displayName": "Alice in the lab"}


class Column:
    """One mode: the learner's own client, and the thief's copies."""

    def __init__(self, mode: Any, open_browser: Callable[..., httpx.Client], carrier: str) -> None:
        self.mode, self.open_browser = mode, open_browser
        self.http = open_browser()
        self.client: Any = None
        self.carry(carrier)
        self.stolen: dict[str, str] = {}
        self.stolen_refresh: str | None = None

    def carry(self, carrier: str) -> None:
        self.carrier = carrier
        self.client = self.mode.client(self.http, carrier)
        self.client.renews = False  # a guide's `refresh` is a step of its own

    def refresh_token(self) -> str | None:
        return getattr(self.client, "refresh_token", None) or self.http.cookies.get("refreshToken")

    def login(self, email: str) -> Any:
        return self.client.login(email, PASSWORD)

    def me(self) -> Any:
        return self.client.send("GET", "me")

    def profile(self) -> Any:
        return self.client.send("PATCH", "profile", PATCH)

    def report(self) -> Any:
        return self.client.send("GET", "report")

    def logins(self) -> Any:
        return self.client.send("GET", "logins")

    def logout(self) -> Any:
        return self.client.logout()

    def logout_all(self) -> Any:
        return self.client.send("POST", "logout-all")

    def refresh(self) -> Any:
        return self.client.refresh()

    def steal(self) -> None:
        """Copies of everything that the client holds, as malware on its machine would make them."""
        self.stolen, self.stolen_refresh = self.client.credential(), self.refresh_token()

    def elsewhere(self, clock: int) -> httpx.Client:
        return self.open_browser(ELSEWHERE, **{"X-Lab-Clock": f"+{clock}"})

    def replay(self, clock: int) -> Any:
        return self.elsewhere(clock).get(f"{self.mode.prefix}/me", headers=self.stolen)

    def replay_refresh(self, clock: int) -> Any:
        sent = {"refreshToken": self.stolen_refresh}
        return self.elsewhere(clock).post(f"{self.mode.prefix}/refresh-token", json=sent)

    def tamper(self, clock: int) -> Any:
        """The credential with one byte changed: of a token, in its payload."""
        ((name, value),) = self.client.credential().items()
        at = value.index(".") + 9 if "." in value else len(value) - 9
        changed = value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
        return self.elsewhere(clock).get(f"{self.mode.prefix}/me", headers={name: changed})

    def csrf(self, clock: int) -> Any:
        """Another site's empty form, with what the browser attaches by itself where SameSite doesn't stop it."""
        headers = {"Origin": "http://evil.example", "X-Lab-Clock": f"+{clock}"}
        return self.http.post(f"{self.mode.prefix}/logout", data={}, headers=headers)


class Learner:
    """All columns, and the page's clock. `dial` turns JWT_REVOCATION for what is asked from then on."""

    def __init__(
        self,
        open_browser: Callable[..., httpx.Client],
        carriers: dict[str, str],
        second: str = "",
        address: Callable[[str], str] = "{}@example.com".format,
        dial: Callable[[str], object] = lambda to: None,
    ) -> None:
        self.second, self.clock, self.address, self.dial = second, 0, address, dial
        self.columns = {
            mode.name: Column(mode, open_browser, carriers.get(mode.name, mode.carriers[0])) for mode in MODES
        }

    def do(self, act: dict[str, Any], modes: set[str]) -> dict[str, httpx.Response]:
        """Do one step in these modes; what each answered."""
        self.clock += act.get("jump", 0)
        if act["action"] == "change-role":
            Account.objects.filter(email=self.address(act["as"])).update(role=act["to"])
            return {}
        if act["action"] == "dial":
            self.dial(act["to"])
            return {}
        if act["action"] == "steal":
            for column in self.columns.values():
                column.steal()
            return {}
        for mode, carrier in act.get("carriers", {}).items():
            self.columns[mode].carry(carrier)
        return {mode: self.ask(self.columns[mode], act) for mode in modes}

    def ask(self, column: Column, act: dict[str, Any]) -> Any:
        action = act["action"]
        column.http.headers["X-Lab-Clock"] = f"+{self.clock}"
        if action == "second-server":
            return self.ask_second(column)
        if action in ("tamper", "csrf", "replay", "replay-refresh"):
            return getattr(column, action.replace("-", "_"))(self.clock)
        if action == "login":
            return column.login(self.address(act["as"]))
        return getattr(column, action.replace("-", "_"))()

    def ask_second(self, column: Column) -> httpx.Response:
        """The credential, at another server process."""
        headers = {**column.client.credential(), "X-Lab-Clock": f"+{self.clock}"}
        with open_http(self.second) as http:
            return http.get(f"{column.mode.prefix}/me", headers=headers)
