"""The schema as JSON or YAML, and Swagger UI over it from the sidecar: no CDN, no inline script."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from rest_framework.negotiation import DefaultContentNegotiation

from .modes import MODES


class ByFormatOrAccept(DefaultContentNegotiation):
    """YAML or JSON as `?format=` or the Accept header asks; what the API itself never looks at."""

    class settings:
        URL_FORMAT_OVERRIDE = "format"


class SchemaView(SpectacularAPIView):
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    content_negotiation_class = ByFormatOrAccept


@require_safe
@ensure_csrf_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI. Its own script sends the CSRF token with unsafe calls; the cookies go along by themselves."""
    return render(request, "pages/docs.html", {"modes": MODES, "lab": settings.LAB})
