"""What schemathesis loads: with CALLER=admin it signs the admin in, by the carrier that a program would use."""

import json
import os
from http.cookies import SimpleCookie
from typing import Any
from urllib.request import Request, urlopen

import schemathesis

ENDS_LOGINS = ("/logout", "/logout-all", "/exchange")


def sign_in(prefix: str) -> dict[str, str]:
    """The headers that carry a new login: a bearer token, or cookies with the CSRF token."""
    sent = {"email": "admin@example.com", "password": Admin.password}
    headers = {"Content-Type": "application/json"}
    request = Request(f"{os.environ['SERVER']}/{prefix}/login", json.dumps(sent).encode(), headers)  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310  (our own server)
        if token := json.load(answer).get("accessToken"):
            return {"Authorization": f"Bearer {token}"}
        cookies: dict[str, str] = {}
        for header in answer.headers.get_all("Set-Cookie"):
            cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {"Cookie": carried, "X-CSRFToken": cookies["csrftoken"]}


class Admin:
    password = os.environ.get("PASSWORD", "")
    held: dict[str, dict[str, str]] = {}

    def get(self, case: Any, context: Any) -> dict[str, str]:
        prefix = case.operation.path[1:].partition("/")[0]
        return self.held.get(prefix) or self.held.setdefault(prefix, sign_in(prefix))

    def set(self, case: Any, data: dict[str, str], context: Any) -> None:
        headers: Any = case.headers
        headers.update(data)


if os.environ.get("CALLER") == "admin":
    schemathesis.auth(refresh_interval=None)(Admin)

    @schemathesis.hook
    def after_call(context: Any, case: Any, response: Any) -> None:
        """The next case gets a new login where this one has ended it."""
        if case.operation.path.endswith(ENDS_LOGINS):
            Admin.held.pop(case.operation.path[1:].partition("/")[0], None)
        elif case.operation.path.endswith("/password") and response.status_code == 200:  # the schema's example is right
            Admin.password = case.body["newPassword"]
            Admin.held.clear()
