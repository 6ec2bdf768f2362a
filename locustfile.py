"""Load from more than one machine: `locust -f locustfile.py --host http://the-server:8000` (pip install locust httpx).

Each user signs in by the reference client of its mode, calls `me`, and signs out at last; a third of them in each mode.
They share the demo accounts, so set LOGIN_ATTEMPTS high enough for wrong guesses not to matter: right ones don't count.
"""

import random

from locust import HttpUser, between, events, task

from contract.http_client import open_http
from jwt_auth.bare.client import Client as Bare
from jwt_auth.refresh.client import Client as Refresh
from sessions_auth.client import Client as Session

ACCOUNTS = ("alice@example.com", "bob@example.com")
PASSWORD = "open-sesame"  # noqa: S105  (everybody knows it)


class ModeUser(HttpUser):
    """Locust counts what the reference client sends: its HTTP client reports each exchange as it ends."""

    abstract = True
    wait_time = between(0.5, 2)
    make: type

    def on_start(self) -> None:
        http = open_http(self.host)
        http.event_hooks = {"response": [self.report]}
        self.caller = self.make(http)
        self.caller.login(random.choice(ACCOUNTS), PASSWORD)  # noqa: S311

    def report(self, response) -> None:
        response.read()
        events.request.fire(
            request_type=response.request.method,
            name=response.request.url.path,
            response_time=response.elapsed.total_seconds() * 1e3,
            response_length=len(response.content),
            exception=None if response.is_success else RuntimeError(str(response.status_code)),
            context={},
        )

    @task(20)
    def me(self) -> None:
        self.caller.send("GET", "me")

    @task(2)
    def profile(self) -> None:
        self.caller.send("GET", "profile")

    def on_stop(self) -> None:
        self.caller.logout()


class SessionUser(ModeUser):
    make = Session


class BareUser(ModeUser):
    make = Bare


class RefreshUser(ModeUser):
    make = Refresh

    @task(1)
    def renew(self) -> None:
        self.caller.refresh()
