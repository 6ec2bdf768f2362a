"""What the class has predicted, done: the guide's steps up to this one, by a learner of the room's own, for real."""

import secrets
from typing import Any

from contract.modes import MODES

from ..guides import Guide
from ..guides.learner import Learner
from ..page import runs
from ..page.attacker import caller
from ..page.participants import address, copies, reset
from ..servers.second_server import base_url

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def answers_to(guide: Guide, index: int) -> dict[str, dict[str, Any]]:
    """{mode: {"status", "code", "body"?}} of step `index`, after every step before it; from accounts made for it."""
    run = "".join(secrets.choice(ALPHABET) for _ in range(32))
    steps = guide["steps"][: index + 1]
    copies(run)
    try:
        second = base_url(True) if any(step["do"]["action"] == "second-server" for step in steps) else ""
        learner = Learner(
            lambda place="127.0.0.1", **headers: caller(place, **{"X-Lab-Run": run}, **headers),
            guide["carriers"],
            second,
            address=lambda name: address(run, name),
            dial=lambda to: runs.store(run, "guards", {"away": [], "settings": {"JWT_REVOCATION": to}}),
        )
        found: dict[str, Any] = {}
        for step in steps:
            found = learner.do(step["do"], set(step["expect"]))
        order = [mode.name for mode in MODES if mode.name in found]
        named = steps[-1]["expect"]
        return {name: answer_of(found[name], named[name].get("body", {})) for name in order}
    finally:
        reset(run)


def answer_of(response: Any, fields: Any) -> dict[str, Any]:
    """The status, a refusal's code, and those fields of the body that the guide speaks of."""
    body = response.json()
    code = str(body.get("code", "")) if response.status_code >= 400 else ""
    named = {"body": {name: body.get(name) for name in fields}} if fields else {}
    return {"status": response.status_code, "code": code, **named}
