"""The schema, as JSON or YAML."""

from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView
from rest_framework.negotiation import DefaultContentNegotiation


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
