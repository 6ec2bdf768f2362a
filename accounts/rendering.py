"""JSON in and out, strict and cheap; a page where a browser asks for one."""

import json
from typing import IO, Any

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class JSONParser(BaseParser):
    """RFC 8259 to the letter: UTF-8, no NaN, and nesting only as deep as Python can follow."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return json.loads(stream.read().decode("utf-8"), parse_constant=_refuse_constant)
        except ValueError as fault:  # a UnicodeDecodeError is one too
            raise ParseError("The body is not valid JSON.") from fault
        except RecursionError as fault:
            raise ParseError("The body is nested too deeply.") from fault


class JSONRenderer(BaseRenderer):
    """Compact JSON of plain values; views turn times into strings themselves, so no encoder has to look for them."""

    media_type = "application/json"
    format = "json"
    charset = None  # RFC 8259 §11 defines none
    _encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else self._encode(data).encode()


class Negotiation(BaseContentNegotiation):
    """JSON for everybody; a page, where settings.PAGE_RENDERER names one, for a browser that asks for HTML.

    No `Vary: Accept` is needed: nothing that is answered here is ever stored by a cache.
    """

    def select_parser(self, request: Any, parsers: Any) -> Any:
        content_type = request.content_type.partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        renderer = renderers[0]
        if "text/html" in request.META.get("HTTP_ACCEPT", "") and (name := getattr(settings, "PAGE_RENDERER", "")):
            renderer = import_string(name)()
        return renderer, renderer.media_type
