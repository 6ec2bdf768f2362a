"""A guide as the page plays it, and as paper: with blanks, or with `?key=1` the answers."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound

from accounts.errors import answer
from contract.modes import MODES

from . import ALL, Guide, load
from .predictions import about, label_of, right_of

TITLES = {mode.name: mode.title for mode in MODES}


@require_safe
def guide(request: HttpRequest, name: str) -> HttpResponse:
    """The guide as its file has it."""
    try:
        return JsonResponse(load(name))
    except KeyError:
        return answer(NotFound(f"There is no guide {name}; there are {', '.join(ALL)}."))


@require_safe
def handout(request: HttpRequest, name: str) -> HttpResponse:
    """The guide on paper."""
    try:
        found = load(name)
    except KeyError as fault:
        raise Http404(f"There is no guide {name}; there are {', '.join(ALL)}.") from fault
    context = {"guide": found, "parts": parts_of(found), "key": request.GET.get("key") == "1"}
    others = {other: load(other)["title"] for other in ALL}
    return render(request, "lab/handout.html", context | {"focus": TITLES[found["focus"]], "guides": others})


def choices_of(step: dict[str, Any]) -> list[dict[str, Any]]:
    """[{"label", "right"}]; none where nothing is asked."""
    if "predict" not in step:
        return []
    predict = step["predict"]
    right = right_of(predict, step["expect"])
    return [{"label": label_of(predict, choice), "right": choice == right} for choice in predict["choices"]]


def parts_of(guide: Guide) -> list[dict[str, Any]]:
    """The slides' headings, each with its rows: the step, its number, the clock it happens at, and who answers what."""
    rows, clock = [], 0
    for number, step in enumerate(guide["steps"], 1):
        jump = step["do"].get("jump", 0)
        clock += jump
        rows.append(
            {
                "step": step,
                "number": number,
                "clock": f"+{timedelta(seconds=clock)}" if jump else "",
                "asked": about(step.get("predict", {})),
                "choices": choices_of(step),
                "seen": [{"mode": TITLES[mode], **found} for mode, found in step["expect"].items()],
            }
        )
    return [{"title": part, "rows": list(group)} for part, group in groupby(rows, lambda row: row["step"]["part"])]
