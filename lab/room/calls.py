"""The room's calls. Who asks says so in `X-Lab-Room: <code>.<secret>`, which no foreign page can send (it is no header
that CORS lets through unasked), so none needs a CSRF token. The secret is a participant's token, or the trainer's key:
that key, given to whoever opened the room and to nobody else, owns it.
"""

import re
import secrets
import time
import unicodedata
from typing import Any

from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied, Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.network import ip_address_of

from .. import guides
from ..trainer.key import require
from . import store
from .seen import for_participant, for_trainer, step_of

CODE = re.compile(r"[a-z2-9]{5}")
LONGEST_NAME = 24


class RoomView(APIView):
    """A call of the room's. Nobody signs in: the room's own secrets say who asks."""

    authentication_classes = []
    permission_classes = []
    schema = None

    def sent(self, name: str) -> Any:
        data = self.request.data
        return data.get(name) if isinstance(data, dict) else None

    def room(self, code: str) -> dict[str, str]:
        found = store.room(code) if CODE.fullmatch(code) else None
        if found is None:
            raise NotFound("There is no such room, or it is over.")
        return found

    def secret(self, code: str) -> str:
        named, _, secret = self.request.META.get("HTTP_X_LAB_ROOM", "").partition(".")
        if named != code or not secret:
            raise NotAuthenticated("Join the room first.")
        return str(secret)

    def trainer(self, code: str) -> dict[str, str]:
        """The room, for who has its key. Raises: PermissionDenied, 403."""
        found = self.room(code)
        if not secrets.compare_digest(store.digest(self.secret(code)), found["key"]):
            raise PermissionDenied("Only the trainer's key does this.")
        return found

    def participant(self, code: str) -> tuple[str, dict[str, Any]]:
        """(who, their entry). Raises: NotAuthenticated, 403."""
        who = store.digest(self.secret(code))
        entry = store.person(code, who)
        if entry is None:
            raise NotAuthenticated("You are not in this room any more; join again.")
        return who, entry


class OpenView(RoomView):
    """POST {"guide"?}: a new room, 201 {"code", "key"}. Before a class (`demo --lan`) that is the trainer's to do."""

    def post(self, request: Request) -> Response:
        require(request._request)
        guide = self.sent("guide") or guides.ALL[0]
        if guide not in guides.ALL:
            raise ValidationError({"guide": [f"One of {', '.join(guides.ALL)}."]})
        opened = store.open_room(str(guide))
        if opened is None:
            raise Throttled(wait=60, detail="There are too many rooms on this server; close one.")
        return Response({"code": opened[0], "key": opened[1]}, status=201)


class JoinView(RoomView):
    """POST {"name"}: 201 {"token", "name"}; the name as the others see it."""

    def post(self, request: Request, code: str) -> Response:
        self.room(code)
        name = name_of(self.sent("name"))
        taken = {entry["name"] for entry in store.people(code).values()}
        name = next(free for free in (name, *(f"{name} {n}" for n in range(2, 999))) if free not in taken)
        joined, token = store.join(code, name, str(ip_address_of(request._request)))
        if joined == 1:
            return Response({"token": token, "name": name}, status=201)
        if joined == 0:
            raise Throttled(wait=60, detail="The room is full.")
        raise NotFound("There is no such room, or it is over.") if joined == -1 else PermissionDenied("It is locked.")


def name_of(given: Any) -> str:
    """A name as it can be shown: one line, nothing invisible, not long. Raises: ValidationError, 400."""
    text = unicodedata.normalize("NFC", given) if isinstance(given, str) else ""
    name = " ".join(
        "".join(" " if c.isspace() else c for c in text if unicodedata.category(c)[0] != "C" or c.isspace()).split()
    )
    if not name or len(name) > LONGEST_NAME:
        raise ValidationError({"name": [f"A name of 1 to {LONGEST_NAME} characters."]})
    return name


class StateView(RoomView):
    """GET: the room as its participant, or its trainer, may see it."""

    def get(self, request: Request, code: str) -> Response:
        found = self.room(code)
        if secrets.compare_digest(store.digest(self.secret(code)), found["key"]):
            return Response(for_trainer(code, found))
        return Response(for_participant(code, found, *self.participant(code)))


class VoteView(RoomView):
    """POST {"question", "choice"}: 200 {"counted": true}; a later vote takes the earlier one's place while the question
    is open. 409 once it is closed, or when another one is open."""

    def post(self, request: Request, code: str) -> Response:
        found = self.room(code)
        who, _ = self.participant(code)
        question, choice = self.sent("question"), self.sent("choice")
        choices = [str(each) for each in step_of(found).get("predict", {}).get("choices", [])]
        if not isinstance(question, str) or not isinstance(choice, str | int) or str(choice) not in choices:
            raise ValidationError({"choice": ["One of the choices that this question offers."]})
        counted = store.vote(code, question, who, str(choice))
        if counted == -1:
            raise NotAuthenticated("You are not in this room any more; join again.")
        if counted == 0:
            return Response({"detail": "This vote is closed.", "code": "closed"}, status=409)
        return Response({"counted": True})


class ProgressView(RoomView):
    """POST {"guide", "step", "solved", "stuck"}: where this participant's own lab is, or that they are stuck."""

    def post(self, request: Request, code: str) -> Response:
        self.room(code)
        who, entry = self.participant(code)
        guide, step, solved, stuck = (self.sent(name) for name in ("guide", "step", "solved", "stuck"))
        if guide in guides.ALL and type(step) is int and type(solved) is int and 0 <= solved <= step < 1000:
            entry |= {"guide": guide, "step": step, "solved": solved, "at": time.time()}
        if isinstance(stuck, bool):
            entry["stuck"] = (entry.get("stuck") or time.time()) if stuck else None
        store.update_person(code, who, entry)
        return Response({"noted": True})
