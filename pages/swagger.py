"""Swagger UI over the schema, from the sidecar: no CDN, no inline script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from contract.calls import PROOF
from contract.modes import MODES, SHOWN


@require_safe
@ensure_csrf_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Its own script sends the CSRF token with unsafe calls, and proofs where tokens are bound to a key; cookies go
    along by themselves."""
    bound = [mode for mode in MODES if mode.name in PROOF]
    return render(request, "pages/docs.html", {"modes": SHOWN, "bound": bound})
