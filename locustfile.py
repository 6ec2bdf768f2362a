"""Load from more than one machine, on one server or several: from the repository's root, in an environment of its own,

    python -m venv /tmp/locust && /tmp/locust/bin/pip install locust httpx
    /tmp/locust/bin/locust --headless -u 30 -r 10 -t 60s --host http://server1:8000,http://server2:8000

It needs those two packages, the reference clients of this repository, and the demo's accounts (`manage.py
seed_accounts`, with DEBUG=1). Each user signs in by the reference client of its mode, calls `me`, and signs out at
last; a third of them in each mode, the servers by turns. Users share the two accounts: set MAX_LOGINS above their
number, or the oldest logins end. A server that has more sign-ins than it checks says 503 and when; they come back.
"""

import itertools
import random
import time

from locust import HttpUser, between, events, task

from contract.http_client import open_http
from jwt_auth.bare.client import Client as Bare
from jwt_auth.refresh.client import Client as Refresh
from sessions_auth.client import Client as Session

ACCOUNTS = ("alice@example.com", "bob@example.com")
PASSWORD = "open-sesame"  # noqa: S105  (everybody knows it)
turns = itertools.count()


class ModeUser(HttpUser):
    """Locust counts what the reference client sends: its HTTP client reports each exchange as it ends."""

    abstract = True
    wait_time = between(0.5, 2)
    make: type

    def on_start(self) -> None:
        hosts = self.host.split(",")
        http = open_http(hosts[next(turns) % len(hosts)])
        http.event_hooks = {"response": [self.report]}
        self.caller = self.make(http)
        while (answer := self.caller.login(random.choice(ACCOUNTS), PASSWORD)).status_code == 503:  # noqa: S311
            time.sleep(int(answer.headers["Retry-After"]))

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
