"""The lab's page, and the calls that the page makes beside the contract's own. All need the run's id in `X-Lab-Run`,
which no foreign page can send (it isn't a header that CORS lets through unasked), so none needs a CSRF token.
"""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import clock
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from authdemo.modes import MODES, Mode

from . import attacker, participants, runs
from .diff import diff
from .race import EVENTS, race
from .truth import truth
from .two_servers import compare

CHANGES: dict[str, dict[str, Any]] = {
    "deactivate": {"is_active": False},
    "activate": {"is_active": True},
    "promote": {"role": "admin"},
    "demote": {"role": "user"},
}


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "lab/home.html", {"modes": MODES})


class LabView(APIView):
    """A call of the page's own, for the run it names. Raises: ValidationError, 400, for none."""

    permission_classes = []
    schema = None  # the page's own: no part of the contract
    run: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        run = runs.run_of(request._request)
        if run is None:
            raise ValidationError({"X-Lab-Run": ["Sixteen characters of 0-9 and a-z."]})
        self.run = run

    def sent(self, name: str, otherwise: Any) -> Any:
        """A field of the body, which may be any JSON."""
        data = self.request.data
        return data.get(name, otherwise) if isinstance(data, dict) else otherwise

    def chosen(self, name: str, choices: Any) -> str:
        """A field of the body that takes one of these values. Raises: ValidationError, 400."""
        field = serializers.ChoiceField(choices=list(choices))
        try:
            return str(field.run_validation(self.sent(name, "")))
        except ValidationError as fault:
            raise ValidationError({name: fault.detail}) from fault

    def seconds(self) -> int:
        """The page's clock, for what an attacker does at the page's own time."""
        value = self.sent("clock", 0)
        return min(clock.LONGEST, max(0, value)) if type(value) is int else 0

    def token(self, name: str) -> str:
        """A field of the body that a header can carry as a token. Raises: ValidationError, 400."""
        try:
            return str(
                serializers.RegexField(r"^[A-Za-z0-9_.-]+$", max_length=4096).run_validation(self.sent(name, None))
            )
        except ValidationError as fault:
            raise ValidationError({name: fault.detail}) from fault

    def person(self, name: str) -> Account:
        account = participants.copies(self.run).get(name)
        if account is None:
            raise NotFound
        return account


class ParticipantsView(LabView):
    """This page's accounts, made when it first asks; and the lifetimes that its countdowns run by."""

    def post(self, request: Request) -> Response:
        people = [
            {"name": name, "email": account.email, "role": account.role, "active": account.is_active}
            for name, account in participants.copies(self.run).items()
        ]
        switches = {
            "sessionStore": settings.SESSION_STORE,
            "sessionIdleSeconds": settings.SESSION_IDLE_SECONDS,
            "sessionAbsoluteSeconds": settings.SESSION_ABSOLUTE_SECONDS,
            "bareTokenSeconds": settings.BARE_TOKEN_SECONDS,
            "accessTokenSeconds": settings.ACCESS_TOKEN_SECONDS,
            "refreshTokenSeconds": settings.REFRESH_TOKEN_SECONDS,
            "refreshAbsoluteSeconds": settings.REFRESH_ABSOLUTE_SECONDS,
            "refreshRetrySeconds": settings.REFRESH_RETRY_SECONDS,
            "denylist": settings.JWT_DENYLIST,
            "algorithm": settings.JWT_ALGORITHM,
        }
        return Response({"people": people, "password": PASSWORD, "switches": switches})


class StateView(LabView):
    """What the server recorded since exchange `after`, and what it holds now about one of the page's accounts."""

    def get(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        account = self.person(request.query_params.get("person", "alice"))
        since = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
        return Response({"exchanges": runs.exchanges(self.run, since), "truth": truth(account), "now": time.time()})


class DiffView(LabView):
    """What differs between two of the run's exchanges: `?left=3&right=7`. Raises: NotFound, 404."""

    def get(self, request: Request) -> Response:
        kept = {str(exchange["number"]): exchange for exchange in runs.exchanges(self.run)}
        left, right = (kept.get(request.query_params.get(side, "")) for side in ("left", "right"))
        if left is None or right is None:
            raise NotFound("This run has no such exchange, or not any more: they are kept for ten minutes.")
        return Response(diff(left, right))


class OperatorView(LabView):
    """What an operator does to one of the page's accounts, past every mode: deactivate it, change its role."""

    def post(self, request: Request) -> Response:
        change = CHANGES[self.chosen("change", CHANGES)]
        account = self.person(self.chosen("person", participants.names()))
        Account.objects.filter(pk=account.pk).update(**change)
        return Response({"changed": True})


class ThiefView(LabView):
    """Steal this page's credential of a mode, or use what was stolen, from elsewhere and at the page's time."""

    def post(self, request: Request) -> Response:
        mode = self.mode()
        call = self.chosen("call", ("steal", "me", "refresh-token", "replay", "tamper", "token"))
        now = call in ("steal", "replay", "tamper", "token")
        loot = attacker.steal(self.run, mode) if now else runs.stored(self.run, f"loot:{mode.name}")
        if loot is None:
            raise NotFound("There is nothing to steal yet: sign in first." if now else "Nothing was stolen yet.")
        answer: dict[str, Any] = {"cookies": sorted(loot["cookies"]), "tokens": sorted(loot["tokens"])}
        if call != "steal":
            answer |= self.use(mode, loot, call)
        if call not in ("replay", "tamper", "token"):
            runs.store(self.run, f"loot:{mode.name}", loot)
        token = loot["tokens"].get("accessToken") or loot["cookies"].get("accessToken")
        return Response(answer | {"accessExpiresAt": attacker.claims(token)["exp"] if token else None})

    def use(self, mode: Mode, loot: dict[str, Any], call: str) -> dict[str, Any]:
        used = {"replay": "refresh-token", "tamper": "me", "token": "me"}.get(call, call)
        if call == "tamper":
            loot = attacker.tampered(loot)
        elif call in ("replay", "token"):  # the page hands over a token that it knows, and nothing else goes along
            name = "refreshToken" if call == "replay" else "accessToken"
            loot = {"cookies": {}, "tokens": {name: self.token(name)}}
        response = attacker.present(self.run, mode, loot, self.seconds(), used)
        number = int(response.headers.get("X-Lab-Exchange", 0)) or None
        return {"status": response.status_code, "code": response.json().get("code", ""), "number": number}

    def mode(self) -> Mode:
        name = self.chosen("mode", [mode.name for mode in MODES])
        return next(mode for mode in MODES if mode.name == name)


class ForgeryView(LabView):
    """A foreign page forges an unsafe call in all three modes, twice: with SameSite honoured, and without it."""

    def post(self, request: Request) -> Response:
        found = []
        for mode in MODES:
            loot = attacker.steal(self.run, mode)
            if loot is None:
                raise NotFound("Sign in in all three columns first.")
            tries = {}
            for name, attached in (("honoured", False), ("ignored", True)):
                answer, cookies = attacker.forge(self.run, mode, loot, self.seconds(), attached)
                code = answer.json().get("code", "")
                number = int(answer.headers.get("X-Lab-Exchange", 0)) or None
                tries[name] = {"status": answer.status_code, "code": code, "cookies": cookies, "number": number}
            found.append({"mode": mode.name, **tries})
        return Response(found)


class RaceView(LabView):
    """One event of the revocation race, run now."""

    def post(self, request: Request) -> Response:
        return Response(race(self.run, self.chosen("event", EVENTS)))


class ServersView(LabView):
    """The same credential at a second server process."""

    def post(self, request: Request) -> Response:
        return Response(compare(self.run, shared=self.chosen("stores", ("shared", "alone")) == "shared"))


class ResetView(LabView):
    """Forget this page's accounts, logins and recordings; or everybody's."""

    def post(self, request: Request) -> Response:
        participants.reset(self.run, everything=self.chosen("scope", ("page", "everything")) == "everything")
        return Response({"reset": True})
