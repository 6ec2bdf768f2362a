"""Takes guards away, and sets settings, for the requests of the run that asked for it: outside everything but the
recorder, so that the whole of a request goes without them, and nobody else's does."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from ..page import runs
from .catalogue import PIECES, SETTINGS, targets_of
from .lines import install
from .switch import set_for


class GuardsMiddleware:
    """Installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        run = runs.run_of(request)
        try:
            chosen = runs.stored(run, "guards") if run else None
        except RedisError:  # nobody can say what the run took away: nothing is
            chosen = None
        if not chosen:
            return self.get_response(request)
        away = frozenset(chosen["away"]) | ({SETTINGS} if chosen["settings"] else set())
        install(PIECES, targets_of(set(away)))
        with set_for(away, chosen["settings"]):
            return self.get_response(request)
