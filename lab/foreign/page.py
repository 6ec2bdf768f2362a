"""The foreign page itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contract.modes import MODES

OTHER = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}


def victim_of(request: HttpRequest) -> str | None:
    """The origin of the lab that a page of this host attacks: the same server by its other name."""
    name, _, port = request.get_host().partition(":")
    return f"{request.scheme}://{OTHER[name]}{':' * bool(port)}{port}" if name in OTHER else None


@require_safe
def foreign(request: HttpRequest) -> HttpResponse:
    """With what another site's page would have: a policy that lets it send forms and requests to its victim, and the
    referrer policy that browsers begin with (else a form's Origin would be `null`; Fetch, "append a request Origin").
    """
    victim = victim_of(request)
    context = {
        "victim": victim,
        "modes": [{"name": mode.name, "title": mode.title, "prefix": mode.prefix} for mode in MODES],
    }
    response = render(request, "lab/foreign.html", context)
    response._csp_replace = {  # type: ignore[attr-defined]
        "connect-src": ["'self'", *([victim] if victim else [])],
        "form-action": [victim or "'none'"],
    }
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response
