"""The admin is the trainer's too: its accounts have a password that everybody knows."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.paths import prefix_of

from .key import is_trainer


class TrainerMiddleware:
    """Installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if prefix_of(request.path_info) == "/admin" and not is_trainer(request):
            return render(request, "lab/trainer.html", {"asked": "The admin"}, status=403)
        return self.get_response(request)
