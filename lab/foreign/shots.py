"""What the foreign page fires: one request of a weapon against a mode, recorded by its ticket as this run's."""

import secrets
from typing import Any

from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES

from ..page import participants, runs
from ..page.calls import LabView

WEAPONS = {
    "logout": "an empty form, POST logout",
    "login": "a form of text/plain with JSON in it, POST login as the attacker",
    "profile": "a fetch with credentials, PATCH profile",
}
ATTACKER = "bob"  # whom a foreign page signs its visitor in as: an account that the attacker owns
TICKET = "shot"


def shot_of(request: HttpRequest) -> dict[str, Any] | None:
    """The shot that this request is, by the ticket in its query: {"run", "id", "weapon", "clock", "back"}."""
    if TICKET not in request.META.get("QUERY_STRING", ""):
        return None
    try:
        shot: dict[str, Any] | None = runs.stored("shots", request.GET.get(TICKET, ""))
    except RedisError:
        return None
    return shot


def adopt(request: HttpRequest, shot: dict[str, Any]) -> None:
    """Say in the lab's own headers, which a form can't send, what the ticket says."""
    own = {"RUN": shot["run"], "ACTOR": "foreign page", "CLOCK": str(shot["clock"])}
    request.META.update({f"HTTP_X_LAB_{name}": value for name, value in own.items()})


class ShotsView(LabView):
    """POST {"id", "mode", "weapon", "clock", "back"}: a ticket for one shot, and the account that an attacker has.
    `back` is the fragment with which this page goes on, after a form has led away from it."""

    def post(self, request: Request) -> Response:
        shot = {
            "run": self.run,
            "id": self.word("id", r"[0-9a-z]{1,32}"),
            "mode": self.chosen("mode", [mode.name for mode in MODES]),
            "weapon": self.chosen("weapon", WEAPONS),
            "clock": self.seconds(),
            "back": request.build_absolute_uri("/lab/foreign#") + self.word("back", r"[0-9a-z=&,-]{1,400}"),
        }
        ticket = secrets.token_urlsafe(16)
        runs.store("shots", ticket, shot)
        account = {"email": participants.address(self.run, ATTACKER), "password": PASSWORD}
        return Response({"ticket": ticket, "account": account})

    def word(self, name: str, pattern: str) -> str:
        try:
            return str(serializers.RegexField(f"^{pattern}$").run_validation(self.sent(name, None)))
        except serializers.ValidationError as fault:
            raise serializers.ValidationError({name: fault.detail}) from fault


class ReportView(LabView):
    """The foreign page's last word, POST {"id", "heard"}, and the lab's question whether it came: GET `?id=`."""

    def get(self, request: Request) -> Response:
        report = runs.stored(self.run, "foreign")
        done = bool(report) and report["id"] == request.query_params.get("id")
        return Response({"done": done, "heard": report["heard"] if done else {}})

    def post(self, request: Request) -> Response:
        heard, id = self.sent("heard", None), self.sent("id", None)
        if not isinstance(heard, dict) or not isinstance(id, str):
            raise serializers.ValidationError({"heard": ["An object, and `id` a string."]})
        words = {mode: str(said)[:200] for mode, said in heard.items()}
        runs.store(self.run, "foreign", {"id": id[:32], "heard": words})
        return Response({"reported": True})
