"""The pages `/` and `/lab/trainers`: drawn by the server, from the guides, the mode list and the measurements."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contract.modes import MODES, Mode

from .. import guides
from ..choosing.measured import measured
from ..guides.plans import minutes_of, plans
from .consequences import consequences
from .map import drawn


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this is, in one sentence; where to begin; the map."""
    return render(
        request,
        "lab/front.html",
        {
            "begin": [begin(name) for name in guides.NAMES],
            "past": begin("past"),
            "map": drawn(),
            "axes": consequences(),
            "when": measured()["when"],
        },
    )


def begin(name: str) -> dict[str, object]:
    """A guide as the front door offers it, and what signing out means by the card of the mode that it is about."""
    guide = guides.load(name)
    mode = next(mode for mode in MODES if mode.name == guide["focus"])
    return {"guide": guide, "mode": mode, "logout": line_of(mode, "Logout means"), "minutes": minutes_of(guide)}


def line_of(mode: Mode, term: str) -> str:
    """What a mode card says under this term, which may go on over several lines."""
    _, _, rest = mode.card.partition(f"\n{term}")
    first, *more = rest.split("\n")
    words = [first.strip()]
    for line in more:
        if not line.startswith("  "):
            break
        words.append(line.strip())
    return " ".join(words)


@require_safe
def trainers(request: HttpRequest) -> HttpResponse:
    """What a trainer needs, and lesson plans made from the guides."""
    held = [guides.load(name) for name in guides.ALL]
    return render(request, "lab/trainers.html", {"plans": plans(), "guides": held})
