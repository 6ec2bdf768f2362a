"""The page `/room`, for the trainer and for phones; its QR code; and what the lesson leaves."""

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from .. import guides
from ..demo import lan
from .calls import CODE, RoomView
from .record import as_csv, as_markdown

HERE = ("localhost", "127.0.0.1", "[::1]")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    held = [guides.load(name) for name in guides.ALL]
    listed = [{"name": g["name"], "title": g["title"], "steps": [step_line(s) for s in g["steps"]]} for g in held]
    told = {"guides": listed, "origin": origin_for_phones(request)}
    return render(request, "lab/room.html", {"told": told})


def step_line(step: dict[str, object]) -> dict[str, object]:
    return {"id": step["id"], "part": step["part"], "asks": "predict" in step}


def origin_for_phones(request: HttpRequest) -> str:
    """By which address a phone reaches this server: the one that was asked for, or that of the network where this page
    was opened on this machine and the server answers the network too (`demo --lan`); "" where no phone can."""
    host, _, port = request.get_host().rpartition(":") if ":" in request.get_host() else (request.get_host(), "", "")
    if host not in HERE and not host.endswith(".localhost"):
        return f"{request.scheme}://{request.get_host()}"
    here = lan.address()
    return f"{request.scheme}://{here}{':' * bool(port)}{port}" if here and here in settings.ALLOWED_HOSTS else ""


@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The way into this room as a QR code, SVG; black on white whatever the page's colours, as scanners want it."""
    if not CODE.fullmatch(code):
        return HttpResponse(status=404)
    origin = origin_for_phones(request) or f"{request.scheme}://{request.get_host()}"
    drawn = io.BytesIO()
    segno.make(f"{origin}/room?code={code}", error="m", micro=False).save(
        drawn, kind="svg", border=3, light="#fff", xmldecl=False
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


class RecordView(RoomView):
    """GET `?as=csv` or `?as=md`, with the trainer's key."""

    def get(self, request: Request, code: str) -> HttpResponse:
        self.trainer(code)
        kinds = {"csv": (as_csv, "text/csv; charset=utf-8"), "md": (as_markdown, "text/markdown; charset=utf-8")}
        chosen = kinds.get(request.query_params.get("as", ""))
        if chosen is None:
            raise ValidationError({"as": ["csv or md."]})
        written, kind = chosen
        return HttpResponse(written(code), content_type=kind)
