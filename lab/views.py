"""The lab's pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from authdemo.modes import MODES


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "lab/home.html", {"modes": MODES})
