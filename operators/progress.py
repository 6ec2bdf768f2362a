"""Ending many logins takes longer than a request should: so much at a time, in the order of keys, and a page that goes
on by itself. What is under way stands in that page: whoever closes it has stopped."""

from collections.abc import Iterator
from time import monotonic
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

SECONDS = 2.0  # of work for each page
STEP = 500  # rows in one transaction
FIELDS = ("after", "last", "done", "total", "ended")


class Progress:
    """How far an action has come with its rows, of which those count that were there when it began.

    `after` and `last` are keys, `done` and `total` count rows, `ended` counts logins.
    """

    after = done = ended = 0
    finished = False

    def __init__(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        given = {name: request.POST.get(f"progress_{name}", "") for name in FIELDS}
        if all(text.isascii() and text.isdecimal() and len(text) < 19 for text in given.values()):
            for name, text in given.items():
                setattr(self, name, int(text))
        else:
            self.last: int = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
            self.total: int = rows.count()

    def steps(self, rows: QuerySet[Any], size: int) -> Iterator[list[int]]:
        """Keys of the next rows, until there are none or this page's time is over."""
        until = monotonic() + SECONDS
        while True:
            ahead = rows.filter(pk__gt=self.after, pk__lte=self.last).order_by("pk").values_list("pk", flat=True)
            pks = list(ahead[:size])
            if not pks:
                self.finished = True
                return
            yield pks
            self.after, self.done = pks[-1], self.done + len(pks)
            if monotonic() >= until:  # at least one step a page, else it would never end
                return

    def page(self, model_admin: Any, request: HttpRequest) -> HttpResponse:
        """How far it is, and the form that goes on."""
        context = {
            **model_admin.admin_site.each_context(request),
            "title": "Ending logins",
            "progress": self,
            "fields": [(f"progress_{name}", getattr(self, name)) for name in FIELDS],
            "action": request.POST["action"],
            "select_across": request.POST.get("select_across") == "1",
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "opts": model_admin.opts,
            "media": model_admin.media,
        }
        request.current_app = model_admin.admin_site.name
        return TemplateResponse(request, "admin/progress.html", context)
