"""The schema as JSON or YAML, and Swagger UI over it from the sidecar: no CDN, no inline script."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.negotiation import DefaultContentNegotiation

from .modes import MODES


class ByFormatOrAccept(DefaultContentNegotiation):
    """YAML or JSON as `?format=` says, or else the Accept header; what the API itself never looks at."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        if wanted := request.query_params.get("format"):
            found = self.filter_renderers(renderers, wanted)
            return found[0], found[0].media_type
        return super().select_renderer(request, renderers, format_suffix)


@cache
def schema() -> Any:
    """The same for everybody, and half a second's work: drawn once a process."""
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]


class OnceGenerator(SchemaGenerator):
    def get_schema(self, request: Any = None, public: bool = False) -> Any:
        return schema()


class SchemaView(SpectacularAPIView):
    generator_class = OnceGenerator
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    content_negotiation_class = ByFormatOrAccept


@require_safe
@ensure_csrf_cookie
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI. Its own script sends the CSRF token with unsafe calls; the cookies go along by themselves."""
    return render(request, "pages/docs.html", {"modes": MODES, "lab": settings.LAB})
