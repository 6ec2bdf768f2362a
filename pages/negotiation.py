"""Who gets a page: a browser that asks for HTML under a prefix. An API client pays one look at its Accept header."""

from typing import Any

from django.utils.module_loading import import_string

from accounts import rendering
from contract.modes import under_prefix


class Negotiation(rendering.Negotiation):
    """No `Vary: Accept` is needed: nothing under a prefix is ever stored by a cache."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        http = request._request
        if "text/html" in http.META.get("HTTP_ACCEPT", "") and under_prefix(http.path_info):
            # By name, since REST framework loads this class while its own views are only half there.
            page = import_string("pages.renderer.PageRenderer")()
            return page, page.media_type
        return super().select_renderer(request, renderers, format_suffix)
