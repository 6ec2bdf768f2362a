"""What schemathesis loads: with CALLER=admin it signs the admin in, with the reference client of each mode."""

import os
from collections.abc import Callable
from typing import Any

import httpx
import schemathesis

from contract.http_client import open_http, proven
from contract.modes import MODES, Mode, mode_of

ENDS_LOGINS = ("/logout", "/logout-all", "/exchange")


class Login:
    """A new login: the headers that carry it, and what proves each request, where this mode asks for it, or one that an
    exchange leads to."""

    def __init__(self, mode: Mode) -> None:
        self.http = open_http(os.environ["SERVER"])
        for other in MODES:
            other.client(self.http)  # the mode's own comes last: its key counts
        answer = mode.client(self.http, mode.carriers[0]).login("admin@example.com", Admin.password).raise_for_status()
        if token := answer.json().get("accessToken"):
            self.headers = {"Authorization": f"{answer.json()['tokenType']} {token}"}
        else:
            cookies = {cookie.name: cookie.value or "" for cookie in self.http.cookies.jar}
            carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
            self.headers = {"Cookie": carried, "X-CSRFToken": cookies["csrftoken"]}

    def prove(self, prepared: Any) -> None:
        sent = proven(self.http, httpx.Request(prepared.method, prepared.url, headers=self.headers))
        if "DPoP" in sent.headers:
            prepared.headers["DPoP"] = sent.headers["DPoP"]


class Admin:
    password = os.environ.get("PASSWORD", "")
    held: dict[Mode, Login] = {}
    given: set[str] = set()

    @classmethod
    def login(cls, mode: Mode) -> Login:
        if mode not in cls.held:
            cls.held[mode] = Login(mode)
            cls.given |= {*cls.held[mode].headers.values()}
        return cls.held[mode]

    def get(self, case: Any, context: Any) -> dict[str, str]:
        mode = mode_of(case.operation.path)
        return self.login(mode).headers if mode else {}

    def set(self, case: Any, data: dict[str, str], context: Any) -> None:
        case.headers.update(data)

    @classmethod
    def carried(cls, mode: Mode) -> Callable[[Any], Any]:
        """As `requests` wants an `auth`. All cases of a call are made before the first is sent, which may end their
        login: they are sent with the one that is live by then, but for those that a check gave no, or a bad one."""

        def carry(prepared: Any) -> Any:
            if cls.given & {*prepared.headers.values()}:
                login = cls.login(mode)
                prepared.headers.update(login.headers)
                login.prove(prepared)
            return prepared

        return carry


if os.environ.get("CALLER") == "admin":
    schemathesis.auth(refresh_interval=None)(Admin)

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
        if mode := mode_of(case.operation.path):
            kwargs["auth"] = Admin.carried(mode)

    @schemathesis.hook
    def after_call(context: Any, case: Any, response: Any) -> None:
        """The next case gets a new login where this one has ended it."""
        mode = mode_of(case.operation.path)
        if mode and case.operation.path.endswith(ENDS_LOGINS):
            Admin.held.pop(mode, None)
        elif case.operation.path.endswith("/password") and response.status_code == 200:  # the schema's example is right
            Admin.password = case.body["newPassword"]
            Admin.held.clear()
