"""What the trainer decides: each act is one call, with the room's key."""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from .. import guides
from . import store
from .calls import RoomView
from .measure import answers_to
from .seen import for_trainer, question_of, step_of

ACTS = ("show", "votes", "again", "reveal", "follow", "lock", "remove", "close")


class ActView(RoomView):
    """POST {"act", …}: what the trainer decides. 200: the room as it is then."""

    def post(self, request: Request, code: str) -> Response:
        found = self.trainer(code)
        act = self.sent("act")
        if act not in ACTS:
            raise ValidationError({"act": [f"One of {', '.join(ACTS)}."]})
        if act == "close":
            store.close(code)
            return Response({"closed": True})
        getattr(self, f"do_{act}")(code, found)
        return Response(for_trainer(code, self.room(code)))

    def do_show(self, code: str, found: dict[str, str]) -> None:
        """Another step, of this guide or another one; its vote opens."""
        guide, step = self.sent("guide") or found["guide"], self.sent("step")
        if guide not in guides.ALL or type(step) is not int or not 0 <= step < len(guides.load(guide)["steps"]):
            raise ValidationError({"step": ["A guide, and the number of one of its steps, from 0."]})
        fields = {"guide": guide, "step": step, "turn": 1, "revealed": "", "votes": 0}
        self.opened(code, fields)

    def do_again(self, code: str, found: dict[str, str]) -> None:
        """Another vote on the same question; the first one stays on record."""
        self.opened(
            code,
            {
                "guide": found["guide"],
                "step": found["step"],
                "turn": int(found["turn"]) + 1,
                "revealed": "",
                "votes": 0,
            },
        )

    def opened(self, code: str, fields: dict[str, Any]) -> None:
        asks = "predict" in step_of({name: str(value) for name, value in fields.items()})
        question = question_of({name: str(value) for name, value in fields.items()}) if asks else ""
        store.decide(code, **fields, open=question)

    def do_votes(self, code: str, found: dict[str, str]) -> None:
        """Show how the votes stand, or hide it."""
        store.decide(code, votes=int(found.get("votes") != "1"))

    def do_reveal(self, code: str, found: dict[str, str]) -> None:
        """Close the vote, then do the step, for real."""
        store.decide(code, open="", votes=1)
        question = question_of(found)
        store.keep_measured(code, question, answers_to(guides.load(found["guide"]), int(found["step"])))
        store.decide(code, revealed=question)

    def do_follow(self, code: str, found: dict[str, str]) -> None:
        store.decide(code, follow=int(found["follow"] != "1"))

    def do_lock(self, code: str, found: dict[str, str]) -> None:
        store.decide(code, locked=int(found["locked"] != "1"))

    def do_remove(self, code: str, found: dict[str, str]) -> None:
        store.remove(code, str(self.sent("who")))
