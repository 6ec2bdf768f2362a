"""What a page keeps with its run, so that a reload loses nothing but what was in its memory: steps, clock, loot, guide.

The server doesn't look into it: it is the page's own, for the same run alone, and goes with it.
"""

from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from . import runs
from .calls import LabView

MOST_STEPS = 500


class PageView(LabView):
    """GET: {"page", "steps"} as they were saved; `page` is null where nothing was. POST: the page as it is, and the
    steps that are new."""

    def get(self, request: Request) -> Response:
        return Response({"page": runs.stored(self.run, "page"), "steps": runs.listed(self.run, "steps")})

    def post(self, request: Request) -> Response:
        page, steps = self.sent("page", None), self.sent("steps", None)
        if not isinstance(page, dict) or not isinstance(steps, list) or len(steps) > MOST_STEPS:
            raise ValidationError({"page": ["An object, and `steps` a list."]})
        runs.store(self.run, "page", page)
        runs.append(self.run, "steps", steps, MOST_STEPS)
        return Response({"saved": len(steps)})


class HeartbeatView(LabView):
    """The page is still open."""

    def post(self, request: Request) -> Response:
        runs.touch(self.run)
        answer: dict[str, Any] = {"keptSeconds": runs.KEPT_SECONDS}
        return Response(answer)
