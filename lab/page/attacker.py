"""The attacker: a client with its own cookie jar and its own address, that does what a browser forbids its pages.

What it takes comes from the recorder, as malware takes it from a browser's disk or memory, HttpOnly or not. It then
calls the modes as anybody can, over HTTP, from 203.0.113.66 (an address that RFC 5737 keeps for documentation).
"""

import base64
import json
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

import httpx
from django.core.wsgi import get_wsgi_application

from contract.http_client import open_http
from contract.modes import Mode

from ..front.axes import BOUND, binding_of
from .runs import exchanges

ADDRESS = "203.0.113.66"
BASE = "http://localhost"


@cache
def application() -> Any:
    return get_wsgi_application()


def caller(address: str = ADDRESS, **headers: str) -> httpx.Client:
    """An HTTP client of its own, over this process's WSGI application: no port, real cookies, real CSRF checks."""
    return open_http(BASE, httpx.WSGITransport(application(), remote_addr=address), **headers)


def claims(token: str) -> dict[str, Any]:
    """What a token says, read as anybody can: without a key. An opaque one says nothing."""
    if "." not in token:
        return {}
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def keep(loot: dict[str, Any], response: dict[str, Any]) -> None:
    """Take from a recorded answer whatever is worth having: cookies that were set, tokens in the JSON."""
    if response["status"] >= 300:
        return
    for name, value in response["headers"]:
        if name == "Set-Cookie":
            for cookie in SimpleCookie(value).values():
                if cookie.value and cookie["max-age"] != "0":
                    loot["cookies"][cookie.key] = cookie.value
    try:
        body = json.loads(response["body"])
    except ValueError:
        return
    if isinstance(body, dict):
        loot["tokens"] |= {name: body[name] for name in ("accessToken", "refreshToken") if name in body}


def steal(run: str, mode: Mode) -> dict[str, Any] | None:
    """This page's newest credential of this mode: {"cookies": {...}, "tokens": {...}}; None if it never had one."""
    loot: dict[str, Any] = {"cookies": {}, "tokens": {}}
    for exchange in exchanges(run):
        if exchange["mode"] == mode.name and exchange["actor"] == "browser":
            if exchange["request"]["path"].endswith("/login") and exchange["response"]["status"] == 200:
                loot = {"cookies": {}, "tokens": {}}
            keep(loot, exchange["response"])
    return loot if loot["tokens"] or loot["cookies"].keys() - {"csrftoken"} else None


def headers_of(loot: dict[str, Any], mode: Mode) -> dict[str, str]:
    """What a request with this loot carries. Of a bound token the thief has no key, and so no proof."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in loot["cookies"].items())}
    if "accessToken" in loot["tokens"]:
        scheme = "DPoP" if binding_of(mode) == BOUND else "Bearer"
        headers["Authorization"] = f"{scheme} {loot['tokens']['accessToken']}"
    if "csrftoken" in loot["cookies"]:
        headers["X-CSRFToken"] = loot["cookies"]["csrftoken"]
    return {name: value for name, value in headers.items() if value}


def present(run: str, mode: Mode, loot: dict[str, Any], clock: int, call: str) -> httpx.Response:
    """Use the loot from elsewhere: `me`, or `refresh-token`, which rotates it (and is kept in `loot`)."""
    lab = {"X-Lab-Run": run, "X-Lab-Actor": "thief", "X-Lab-Clock": str(clock), "User-Agent": "mallory/1.0"}
    with caller(**lab) as http:
        headers = headers_of(loot, mode)
        if call != "refresh-token":
            return http.get(f"{mode.prefix}/{call}", headers=headers)
        headers.pop("Authorization", None)
        raw = loot["tokens"].get("refreshToken")
        body = {"refreshToken": raw} if raw else None
        response = http.post(f"{mode.prefix}/refresh-token", json=body, headers=headers)
    set_cookies = [["Set-Cookie", value] for value in response.headers.get_list("set-cookie")]
    keep(loot, {"status": response.status_code, "headers": set_cookies, "body": response.text})
    return response


def tampered(loot: dict[str, Any]) -> dict[str, Any]:
    """The same loot with one character of each credential changed into another."""

    def change(value: str) -> str:
        middle = len(value) // 2
        return value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]

    return {kind: {name: change(value) for name, value in held.items()} for kind, held in loot.items()}
