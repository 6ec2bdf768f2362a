"""The lab's page, and its calls for what it shows: accounts, recordings, server truth, and the reset."""

import time
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.calls import calls_of
from contract.modes import MODES, Mode

from ..front.axes import BOUND, binding_of
from ..guards.switch import setting
from ..guards.views import chosen_of
from ..guides import glossary
from ..recording.diff import diff
from ..recording.reasons import revocation
from ..trainer.key import require
from . import participants, runs
from .calls import LabView
from .truth import tracked, truth

CREDENTIALS = ("sessionId", "accessToken", "refreshToken")
CHANGES: dict[str, dict[str, Any]] = {
    "deactivate": {"is_active": False},
    "activate": {"is_active": True},
    "promote": {"role": "admin"},
    "demote": {"role": "user"},
}


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "lab/lab.html", {"modes": [described(mode) for mode in MODES], "glossary": glossary()})


@require_safe
def client(request: HttpRequest) -> HttpResponse:
    """examples/client.mjs, as it is: the page imports it, and people read it."""
    return HttpResponse((settings.BASE_DIR / "examples" / "client.mjs").read_bytes(), "text/javascript; charset=utf-8")


def described(mode: Mode) -> dict[str, Any]:
    """What the page has to know of a mode, so that it draws columns from the server's list and names none itself."""
    return {
        "name": mode.name,
        "title": mode.title,
        "prefix": mode.prefix,
        "carriers": mode.carriers,
        "renews": any(call.path == "refresh-token" for call in calls_of(mode)),
        "tracked": tracked(mode),
        "bound": binding_of(mode) == BOUND,
        "shown": not mode.asked_for,
    }


class ParticipantsView(LabView):
    """This page's accounts, made when it first asks; and the lifetimes that its countdowns run by."""

    def post(self, request: Request) -> Response:
        people = [
            {"name": name, "email": account.email, "role": account.role, "active": account.is_active}
            for name, account in participants.copies(self.run).items()
        ]
        switches = {
            "sessionStore": setting("SESSION_ENGINE").rpartition(".")[2],
            "sessionIdleSeconds": setting("SESSION_IDLE_SECONDS"),
            "sessionAbsoluteSeconds": setting("SESSION_ABSOLUTE_SECONDS"),
            "bareTokenSeconds": setting("BARE_TOKEN_SECONDS"),
            "accessTokenSeconds": setting("ACCESS_TOKEN_SECONDS"),
            "refreshTokenSeconds": setting("REFRESH_TOKEN_SECONDS"),
            "refreshAbsoluteSeconds": setting("REFRESH_ABSOLUTE_SECONDS"),
            "refreshRetrySeconds": setting("REFRESH_RETRY_SECONDS"),
            "revocation": revocation(),
            "freshCalls": setting("FRESH_CALLS"),
            "algorithm": setting("JWT_ALGORITHM"),
        }
        answer = {"people": people, "password": PASSWORD, "switches": switches, "guards": chosen_of(self.run)}
        return Response(answer)


class StateView(LabView):
    """What the server recorded since exchange `after`, and what it holds now about each `person` of the page's."""

    def get(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        since = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
        people = dict.fromkeys(request.query_params.getlist("person") or ["alice"])
        found = {name: truth(self.person(name)) for name in people}
        return Response({"exchanges": runs.exchanges(self.run, since), "truth": found, "now": time.time()})


class OperatorView(LabView):
    """What an operator does to one of the page's accounts, past every mode: deactivate it, change its role."""

    def post(self, request: Request) -> Response:
        change = CHANGES[self.chosen("change", CHANGES)]
        account = self.person(self.chosen("person", participants.names()))
        Account.objects.filter(pk=account.pk).update(**change)
        return Response({"changed": True})


def emptied(name: str, path: str) -> Any:
    """A Set-Cookie that takes this cookie back. A morsel of its own: several have one name, and differ by path."""
    cookies: SimpleCookie = SimpleCookie({settings.COOKIE_PREFIX + name: ""})
    [morsel] = cookies.values()
    morsel.update({"path": path, "max-age": 0, "secure": settings.COOKIE_SECURE, "httponly": True, "samesite": "Lax"})
    return morsel


class ResetView(LabView):
    """Forget this page's accounts, logins and recordings, and empty its cookies; or everybody's."""

    def post(self, request: Request) -> Response:
        everything = self.chosen("scope", ("page", "everything")) == "everything"
        if everything:
            require(request._request)
        participants.reset(self.run, everything)
        response = Response({"reset": True})
        for mode in MODES:
            for name in CREDENTIALS:
                response.cookies[f"{mode.name} {name}"] = emptied(name, mode.prefix)
        return response


class DiffView(LabView):
    """What differs between two of the run's exchanges: `?left=3&right=7`. Raises: NotFound, 404."""

    def get(self, request: Request) -> Response:
        kept = {str(exchange["number"]): exchange for exchange in runs.exchanges(self.run)}
        left, right = (kept.get(request.query_params.get(side, "")) for side in ("left", "right"))
        if left is None or right is None:
            raise NotFound("This run has no such exchange, or not any more.")
        return Response(diff(left, right))
