"""The page `/choose`. Its state is its query string: a case is a link, needs no script, and prints."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from .advice import advise
from .facts import FACTS, case_of
from .measured import measured


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    case = case_of(request.GET.dict())
    facts = [
        {"name": fact.name, "asks": fact.asks, "answers": fact.answers.items(), "answer": case[fact.name]}
        for fact in FACTS
    ]
    advice = advise(case)
    return render(request, "lab/choose.html", {"facts": facts, "advice": advice, "when": measured()["when"]})
