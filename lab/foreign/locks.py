"""What stands between a foreign page and an unsafe call, in the order in which an attack meets it. A run can take each
away for its own requests alone; `middleware.py` does it, from outside, and no mode knows.
"""

from http.cookies import Morsel, SimpleCookie
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ..page import runs
from ..page.calls import LabView

LOCKS = ("preflight", "content-type", "samesite", "origin", "token")
SAMESITE = {"refreshToken": "Strict"}  # as the contract has it; every other cookie is Lax
BROWSERS = ("browser", "foreign page")  # whose answers fill the learner's own cookie jar


def away(run: str) -> list[str]:
    """The locks that this run took away; none where nobody can say."""
    try:
        found: list[str] = runs.stored(run, "locks") or []
    except RedisError:
        return []
    return found


def marked(morsel: Any, without: list[str]) -> None:
    """Give a cookie the attributes that it has with or without the lock: SameSite=None counts only with Secure
    (RFC 6265bis §5.7)."""
    unlocked = "samesite" in without
    born = SAMESITE.get(morsel.key.removeprefix(settings.COOKIE_PREFIX), "Lax")
    morsel["samesite"] = "None" if unlocked else born
    morsel["secure"] = unlocked or settings.COOKIE_SECURE


def jar(run: str) -> dict[tuple[str, str], Morsel[str]]:
    """The cookies that the learner's browser has of this run, by mode and name, as the recorder saw them set."""
    held: dict[tuple[str, str], Morsel[str]] = {}
    for exchange in runs.exchanges(run):
        for name, value in exchange["response"]["headers"] if exchange["actor"] in BROWSERS else ():
            for morsel in SimpleCookie(value).values() if name == "Set-Cookie" else ():
                where = exchange["mode"], morsel.key
                if morsel.value and morsel["max-age"] != "0":
                    held[where] = morsel
                else:
                    held.pop(where, None)
    return held


class LocksView(LabView):
    """POST {"away": [lock, …]}: take these away for this run, and put the others back. Cookies that are set already are
    set anew, with the attributes that they have then: {"away", "cookies": [{"mode", "header"}]}."""

    def post(self, request: Request) -> Response:
        field = serializers.MultipleChoiceField(choices=LOCKS)
        try:
            chosen = field.run_validation(self.sent("away", None))
        except serializers.ValidationError as fault:
            raise serializers.ValidationError({"away": ["A list of locks."]}) from fault
        without = [lock for lock in LOCKS if lock in chosen]
        runs.store(self.run, "locks", without)
        held = jar(self.run)
        for morsel in held.values():
            marked(morsel, without)
        headers = [{"mode": mode, "header": morsel.OutputString()} for (mode, _), morsel in held.items()]
        response = Response({"away": without, "cookies": headers})
        for (mode, name), morsel in held.items():
            response.cookies[f"{mode} {name}"] = morsel  # several have one name, and differ by path
        return response
