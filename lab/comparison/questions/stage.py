"""What a question has to work with: one mode's reference client, accounts made for it, an operator, and the servers."""

import copy
import ssl
from contextlib import ExitStack
from threading import Lock
from typing import Any

import httpx

from contract.http_client import open_http

from ...servers.fleet import Fleet
from ...servers.processes import Process
from ..columns import Column
from ..where import server_of
from .clients import succeeded
from .exchanges import Exchange, exchange_of
from .question import Facts
from .spans import YEAR

UNDO = {"X-Lab-Undo": "1"}  # asks a library's clock to leave no trace
RUN = {"X-Lab-Run": "compare"}  # so that each answer says what it cost
TLS = ssl.create_default_context()  # made once: it takes longer than all else that makes a client


class Stage(ExitStack):
    """One question's own: what it opened is closed after it, what it made is deleted. What a column hasn't, such as an
    operator, a clock, or servers of its own, is a LookupError that says so."""

    def __init__(self, column: Column, url: str, fleet: Fleet | None = None, transport: Any = None) -> None:
        super().__init__()
        self.column, self.url, self.transport = column, url, transport
        self._fleet, self._lock = fleet, Lock()
        self.exchanges: list[Exchange] = []
        self._operator = self.enter_context(httpx.Client(base_url=url, headers=RUN, timeout=30))
        self._accounts = iter(column.accounts)

    # -- its servers
    @property
    def fleet(self) -> Fleet:
        if self._fleet is None:
            raise LookupError("this question needs servers of its own")
        return self._fleet

    @property
    def server(self) -> Process:
        return server_of(self.column, self.fleet)

    def other(self, name: str, env: dict[str, str]) -> Process:
        """A second server of this column's, told something else."""
        return server_of(self.column, self.fleet, name, env)

    # -- the operator
    def operator(self, act: str, **fields: Any) -> dict[str, Any]:
        if not self.column.operated:
            raise LookupError("nobody can be asked to act as its operator")
        answer = self._operator.post(f"/lab/backstage/{act}", json=fields).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def account(self, role: str = "user", own: bool = False) -> dict[str, Any]:
        """A new account, deleted with the stage: {"id", "email", "password"}; or one of those that were given, where
        neither its role matters nor, `own`, what is done to it."""
        if not self.column.operated and role == "user" and not own:
            given: dict[str, Any] | None = next(self._accounts, None)
            if given is None:
                raise LookupError("no account was given")
            return given
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
        """The column's client, not signed in yet."""
        return self.column.client(self.caller(who, url, through), carrier or self.column.carriers[0])

    def sign_in(self, account: dict[str, Any], who: str = "client", carrier: str | None = None) -> Any:
        """The column's client, signed in; its first answer is its `login_answer`."""
        client = self.client(who, carrier)
        client.login_answer = succeeded(client.login(account["email"], account["password"]))
        return client

    def twin(self, client: Any, who: str = "thief", url: str | None = None, keyed: bool = True) -> Any:
        """Everything this client holds: a full copy with cookies of its own. In other hands it isn't `keyed`: the key
        of a bound token never leaves."""
        other = copy.copy(client)
        other.http = self.caller(who, url)
        other.http.auth = client.http.auth if keyed else None
        for cookie in client.http.cookies.jar:
            other.http.cookies.jar.set_cookie(copy.copy(cookie))
        return other

    # -- looking
    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    def present(
        self,
        credential: dict[str, str],
        path: str = "me",
        seconds: int = 0,
        url: str | None = None,
        key: Any = None,
        **headers: str,
    ) -> int:
        """Somebody who holds only these headers, and the key of a bound token, calls, that many seconds from now; the
        status of the answer."""
        with self.caller("holder of a copy", url, **self.later(seconds), **headers) as http:
            http.auth = key
            return http.get(self.path(path), headers=credential).status_code

    def path(self, call: str) -> str:
        """Where a call of the contract is: below the prefix, or where the client's `paths` say."""
        return str(getattr(self.column.client, "paths", {}).get(call, f"{self.column.prefix}/{call}"))

    def later(self, seconds: int) -> dict[str, str]:
        if seconds and not self.column.clocked:
            raise LookupError("its clock can't be moved")
        return {"X-Lab-Clock": str(seconds)} if self.column.clocked else {}

    def seconds_accepted(self, credential: dict[str, str], path: str = "me", key: Any = None) -> int | None:
        """From when on these headers open nothing, in seconds: 0 is at once, YEAR is never. Found by bisection; None
        where they still open something now, and the clock can't be moved."""
        if self.present(credential, path, key=key) != 200:
            return 0
        if not self.column.clocked:
            return None
        kept, accepted, refused = len(self.exchanges), 0, YEAR
        while refused - accepted > 1:
            middle = (accepted + refused) // 2
            if self.present(credential, path, middle, key=key, **UNDO) == 200:
                accepted = middle
            else:
                refused = middle
        del self.exchanges[kept:]  # the search proves nothing that its two last steps don't
        for seconds in (accepted, refused):
            self.present(credential, path, seconds, key=key, **UNDO)
        return refused

    def forget(self, since: int) -> None:
        """A search proves nothing but by its two last steps: of the exchanges after the first `since`, keep those."""
        steps = self.exchanges[since:][-2:]
        del self.exchanges[since:]
        for exchange in steps:
            self.exchanges.append(exchange)
            exchange.number = len(self.exchanges)

    def facts(self, cell: str, proof: int | None = None, **found: Any) -> Facts:
        """What this question found; without `proof`, the last exchange shows it."""
        return Facts(found, cell, proof or len(self.exchanges), self.exchanges)


def move_clock(stage: Stage, client: Any, seconds: int) -> None:
    """From now on this client's requests happen that much later."""
    client.http.headers.update(stage.later(seconds))
