"""The page's calls for attacks and experiments: the thief, the race, the second server."""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from contract.modes import MODES, Mode

from ..servers.two_servers import compare
from . import attacker, runs
from .calls import LabView
from .race import EVENTS, race

TOKENS = ("accessToken", "refreshToken")


class ThiefView(LabView):
    """Steal this page's credential of a mode, or use what was stolen, from elsewhere and at the page's time. `handed`:
    the page hands over tokens that its own script read, and nothing else."""

    def post(self, request: Request) -> Response:
        mode = self.mode()
        call = self.chosen("call", ("steal", "handed", "me", "refresh-token", "replay", "tamper"))
        now = call in ("steal", "replay", "tamper")
        if call == "handed":
            loot: Any = {"cookies": {}, "tokens": {name: self.token(name) for name in TOKENS if self.sent(name, None)}}
        else:
            loot = attacker.steal(self.run, mode) if now else runs.stored(self.run, f"loot:{mode.name}")
        if loot is None:
            raise NotFound("There is nothing to steal yet: sign in first." if now else "Nothing was stolen yet.")
        answer: dict[str, Any] = {"cookies": sorted(loot["cookies"]), "tokens": sorted(loot["tokens"])}
        if call not in ("steal", "handed"):
            answer |= self.use(mode, loot, call)
        if call not in ("replay", "tamper"):
            runs.store(self.run, f"loot:{mode.name}", loot)
        token = loot["tokens"].get("accessToken") or loot["cookies"].get("accessToken")
        return Response(answer | {"accessExpiresAt": attacker.claims(token).get("exp") if token else None})

    def use(self, mode: Mode, loot: dict[str, Any], call: str) -> dict[str, Any]:
        used = {"replay": "refresh-token", "tamper": "me"}.get(call, call)
        if call == "tamper":
            loot = attacker.tampered(loot)
        elif call == "replay":  # the page hands over a token that it knows, and nothing else goes along
            loot = {"cookies": {}, "tokens": {"refreshToken": self.token("refreshToken")}}
        response = attacker.present(self.run, mode, loot, self.seconds(), used)
        number = int(response.headers.get("X-Lab-Exchange", 0)) or None
        return {"status": response.status_code, "code": response.json().get("code", ""), "number": number}

    def mode(self) -> Mode:
        name = self.chosen("mode", [mode.name for mode in MODES])
        return next(mode for mode in MODES if mode.name == name)


class RaceView(LabView):
    """One event of the revocation race, run now."""

    def post(self, request: Request) -> Response:
        return Response(race(self.run, self.chosen("event", EVENTS)))


class ServersView(LabView):
    """The same credential at a second server process."""

    def post(self, request: Request) -> Response:
        return Response(compare(self.run, shared=self.chosen("stores", ("shared", "alone")) == "shared"))
