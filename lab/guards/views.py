"""The page's calls: the list of guards with their source, what is away, an attack, and the run's own settings."""

import linecache
from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ..page import runs
from ..page.calls import LabView
from .attacks import ATTACKS, Scene
from .catalogue import BY_NAME, GUARDS, Guard
from .switch import setting


def seconds(least: int = 1, most: int = 31_536_000) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=most)


STORES = {name: f"sessions_auth.stores.{name}" for name in ("redis", "database", "memory")}
SWITCHES: dict[str, serializers.Field[Any, Any, Any, Any]] = {
    "JWT_REVOCATION": serializers.ChoiceField(["none", "denylist", "not-before", "both", "lookup"]),
    "SESSION_ENGINE": serializers.ChoiceField(list(STORES.values())),
    "JWT_ALGORITHM": serializers.ChoiceField(["HS256", "RS256", "ES256", "EdDSA"]),
    "REFRESH_RETRY_SECONDS": seconds(0, 3600),
    "SESSION_IDLE_SECONDS": seconds(),
    "SESSION_ABSOLUTE_SECONDS": seconds(),
    "BARE_TOKEN_SECONDS": seconds(),
    "ACCESS_TOKEN_SECONDS": seconds(),
    "REFRESH_TOKEN_SECONDS": seconds(),
}


def described(guard: Guard) -> dict[str, Any]:
    """A guard as the page shows it: its function's lines, and which of them it is."""
    [piece, *_] = guard.pieces
    code = piece.function.__code__
    file = code.co_filename.removeprefix(f"{settings.BASE_DIR}/")
    first = code.co_firstlineno
    count = piece.source.count("\n")
    lines = [linecache.getline(code.co_filename, first + n).rstrip("\n") for n in range(count)]
    return {
        "name": guard.name,
        "title": guard.title,
        "stops": guard.stops,
        "source": guard.source,
        "file": file,
        "first": first,
        "lines": lines,
        "line": piece.line,
        "attack": (ATTACKS[guard.name].__doc__ or "") if guard.attack else "",
    }


def chosen_of(run: str) -> dict[str, Any]:
    found: dict[str, Any] = runs.stored(run, "guards") or {"away": [], "settings": {}}
    return found


class GuardsView(LabView):
    """GET: {"guards", "away", "settings"}. POST {"away": [guard, …]}: take these away for this run, the others back.
    POST {"settings": {name: value}}: this run's own, {} puts all back."""

    def get(self, request: Request) -> Response:
        now = {name: setting(name) for name in SWITCHES}
        return Response({"guards": [described(guard) for guard in GUARDS], **chosen_of(self.run), "now": now})

    def post(self, request: Request) -> Response:
        chosen = chosen_of(self.run)
        away, other = self.sent("away", None), self.sent("settings", None)
        if away is not None:
            if not isinstance(away, list) or any(not isinstance(name, str) or name not in BY_NAME for name in away):
                raise ValidationError({"away": ["A list of guards."]})
            chosen["away"] = [guard.name for guard in GUARDS if guard.name in away]
        if other is not None:
            chosen["settings"] = validated(other)
        runs.store(self.run, "guards", chosen if any(chosen.values()) else None)
        return Response(chosen)


def validated(other: Any) -> dict[str, Any]:
    """Raises: ValidationError, 400."""
    if not isinstance(other, dict) or set(other) - set(SWITCHES):
        raise ValidationError({"settings": [f"Some of {', '.join(SWITCHES)}."]})
    found = {}
    for name, value in other.items():
        try:
            found[name] = SWITCHES[name].run_validation(value)
        except ValidationError as fault:
            raise ValidationError({name: fault.detail}) from fault
    return found


class FireView(LabView):
    """POST {"guard"}: its attack, fired now: {"worked", "steps": [{"who", "asks", "status", "code", "number"}]}."""

    def post(self, request: Request) -> Response:
        name = self.chosen("guard", BY_NAME)
        if name not in ATTACKS:
            raise NotFound(f"This attack needs a race or an outage: make test-guards ARGS={name} makes it.")
        scene = Scene(self.run, self.seconds())
        return Response({"worked": ATTACKS[name](scene), "steps": scene.steps})
