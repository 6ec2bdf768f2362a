"""What a question has to work with: one mode's reference client, accounts made for it, an operator, and the servers."""

import copy
import ssl
from contextlib import ExitStack
from threading import Lock
from typing import Any

import httpx

from contract.http_client import open_http
from contract.modes import Mode

from ...servers.fleet import Fleet
from .exchanges import Exchange, exchange_of
from .question import Facts

RUN = {"X-Lab-Run": "compare"}  # so that each answer says what it cost
YEAR = 31_536_000
TLS = ssl.create_default_context()  # made once: it takes longer than all else that makes a client


class Stage(ExitStack):
    """One question's own: what it opened is closed after it, what it made is deleted."""

    def __init__(self, mode: Mode, url: str, fleet: Fleet | None = None, transport: Any = None) -> None:
        super().__init__()
        self.mode, self.url, self.transport = mode, url, transport
        self._fleet, self._lock = fleet, Lock()
        self.exchanges: list[Exchange] = []
        self._operator = self.enter_context(httpx.Client(base_url=url, headers=RUN, timeout=30))

    @property
    def fleet(self) -> Fleet:
        if self._fleet is None:
            raise LookupError("this question needs servers of its own")
        return self._fleet

    # -- the operator
    def operator(self, act: str, **fields: Any) -> dict[str, Any]:
        answer = self._operator.post(f"/lab/backstage/{act}", json=fields).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def account(self, role: str = "user") -> dict[str, Any]:
        """A new account: {"id", "email", "password"}. It is deleted with the stage."""
        made = self.operator("make", role=role)
        self.callback(self.operator, "delete", email=made["email"])
        return made

    # -- callers
    def caller(self, who: str, url: str | None = None, through: Any = None, **headers: str) -> httpx.Client:
        """An HTTP client with cookies of its own, whose exchanges are kept; `through` is its transport."""
        usual = self.transport() if self.transport and not url else httpx.HTTPTransport(verify=TLS)
        transport = through or usual
        http = open_http(url or self.url, transport, **RUN, **headers)
        self.callback(http.close)
        http.event_hooks = {"response": [lambda response: self.note(response, who)]}
        return http

    def note(self, response: httpx.Response, who: str) -> None:
        exchange = exchange_of(response, 0, who)
        with self._lock:  # two tabs call at once
            self.exchanges.append(exchange)
            exchange.number = len(self.exchanges)

    def client(
        self, who: str = "client", carrier: str | None = None, url: str | None = None, through: Any = None
    ) -> Any:
        """The mode's reference client, not signed in yet."""
        return self.mode.client(self.caller(who, url, through), carrier or self.mode.carriers[0])

    def sign_in(self, account: dict[str, Any], who: str = "client", carrier: str | None = None) -> Any:
        """The reference client, signed in; its first answer is its `login_answer`."""
        client = self.client(who, carrier)
        answer = client.login(account["email"], account["password"])
        answer.raise_for_status()
        client.login_answer = answer.json()
        return client

    def twin(self, client: Any, who: str = "thief", url: str | None = None) -> Any:
        """Everything this client holds, in other hands: a full copy with cookies of its own."""
        other = copy.copy(client)
        other.http = self.caller(who, url)
        for cookie in client.http.cookies.jar:
            other.http.cookies.jar.set_cookie(copy.copy(cookie))
        return other

    # -- looking
    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    def present(self, credential: dict[str, str], path: str = "me", seconds: int = 0, url: str | None = None) -> int:
        """Somebody who holds only these headers calls, that many seconds from now; the status of the answer."""
        with self.caller("holder of a copy", url, **{"X-Lab-Clock": str(seconds)}) as http:
            return http.get(f"{self.mode.prefix}/{path}", headers=credential).status_code

    def seconds_accepted(self, credential: dict[str, str], path: str = "me") -> int:
        """From when on these headers open nothing, in seconds: 0 is at once, YEAR is never. Found by bisection."""
        if self.present(credential, path) != 200:
            return 0
        kept, accepted, refused = len(self.exchanges), 0, YEAR
        while refused - accepted > 1:
            middle = (accepted + refused) // 2
            if self.present(credential, path, middle) == 200:
                accepted = middle
            else:
                refused = middle
        del self.exchanges[kept:]  # the search proves nothing that its two last steps don't
        for seconds in (accepted, refused):
            self.present(credential, path, seconds)
        return refused

    def facts(self, cell: str, proof: int | None = None, **found: Any) -> Facts:
        """What this question found; without `proof`, the last exchange shows it."""
        return Facts(found, cell, proof or len(self.exchanges), self.exchanges)


def move_clock(client: Any, seconds: int) -> None:
    """From now on this client's requests happen that much later."""
    client.http.headers["X-Lab-Clock"] = str(seconds)


def renew(client: Any) -> httpx.Response | None:
    """What the client can do to stay signed in without a password; None where its mode has nothing for it."""
    return client.refresh() if renewable(client) else None


def renewable(client: Any) -> bool:
    return bool(client.renewable)


def span(seconds: int) -> str:
    """15 min, 12 h, 30 d: in the largest unit that doesn't mislead."""
    if seconds <= 1:
        return "at once"
    if seconds >= YEAR:
        return "never"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size * 0.95:
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} s"
