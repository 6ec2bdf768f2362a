"""How long a token still counts at another service after its login was left: `examples/resource_server.py`, in its
three ways, with its clock moved."""

import importlib.util
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import jwt
from django.conf import settings

from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from contract.modes import MODES

SECRET = "a-secret-of-the-resource-servers-own"  # noqa: S105  (of servers that live for minutes, on the loopback)
KEPT = 30  # seconds, where there is a cache
RUN = {"X-Lab-Run": "compare"}


def example() -> Any:
    path = Path(settings.BASE_DIR) / "examples" / "resource_server.py"
    spec = importlib.util.spec_from_file_location("resource_server", path)
    if spec is None or spec.loader is None:
        raise ImportError(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ways(server: Any, url: str) -> dict[str, Any]:
    def asking(seconds: float) -> Any:
        return server.Introspection(f"{url}/introspect", SECRET, seconds, server.AUDIENCES)

    keys = server.Keys(f"{url}/.well-known/jwks.json")
    both = f"both, an answer kept for {KEPT} s"
    return {"the public keys alone": keys, "introspection": asking(0), both: server.Both(keys, asking(KEPT))}


def services(url: str) -> dict[str, int]:
    """{way: seconds until a logout counts}, of a login with a refresh token at the issuer at this address."""
    import time_machine  # a tool of tests, which only this command needs

    server = example()
    [mode] = [mode for mode in MODES if mode.name == "jwt-refresh"]
    found = {}
    for way, judge in ways(server, url).items():
        made = httpx.post(f"{url}/lab/backstage/make", json={}, headers=RUN).raise_for_status().json()
        with open_http(url) as http:
            client = mode.client(http)
            client.login(made["email"], PASSWORD).raise_for_status()
            token = client.credential()["Authorization"].split()[-1]
            issued = jwt.decode(token, options={"verify_signature": False})["iat"]
            with time_machine.travel(issued, tick=False) as clock:
                judge.claims_of(token)
                client.logout().raise_for_status()
                found[way] = first_refusal(partial(accepts, judge, token, server.Refused), clock, issued)
        httpx.post(f"{url}/lab/backstage/delete", json={"email": made["email"]}, headers=RUN).raise_for_status()
    return found


def accepts(judge: Any, token: str, refused: type[Exception]) -> bool:
    """Whether it does now; what it learns by that is forgotten again, so that the next look finds what this one did."""
    asking = getattr(judge, "introspection", judge)
    kept = dict(getattr(asking, "kept", {}))
    try:
        judge.claims_of(token)
    except refused:
        return False
    finally:
        if kept or hasattr(asking, "kept"):
            asking.kept = kept
    return True


def first_refusal(accepted: Callable[[], bool], clock: Any, issued: int) -> int:
    """In seconds from the logout, by bisection."""

    def at(seconds: int) -> bool:
        clock.move_to(issued + seconds)
        return accepted()

    if not at(0):
        return 0
    last, refused = 0, 86_400
    while refused - last > 1:
        middle = (last + refused) // 2
        last, refused = (middle, refused) if at(middle) else (last, middle)
    return refused
