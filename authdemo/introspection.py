"""POST /introspect (RFC 7662): what one of our tokens is worth right now, for services that can't look it up.

By HTTP Basic, with any name and INTROSPECTION_SECRET; without that setting there is no such path. It judges as
`lookup` does, whatever the dial says here, and reads alone: asking renews nothing, and a used refresh token that is
asked about ends no login.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.exceptions import InvalidCredentials, TokenFault
from accounts.views import ApiView
from contract.modes import MODES
from contract.services import IntrospectionSerializer


@dataclass(frozen=True)
class Service:
    """Whoever knows the secret; `name` is what it calls itself."""

    name: str
    is_authenticated = True


class BasicSecret(BaseAuthentication):
    """RFC 7617; the secret is compared in constant time."""

    def authenticate(self, request: Request) -> tuple[Service, None] | None:
        scheme, _, sent = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, _, secret = base64.b64decode(sent.strip(), validate=True).partition(b":")
        except (binascii.Error, ValueError):
            name = secret = b""
        if not hmac.compare_digest(secret, settings.INTROSPECTION_SECRET.encode()):
            raise InvalidCredentials("The secret is wrong.")
        return Service(name.decode(errors="replace")), None

    def authenticate_header(self, request: Request) -> str:
        return 'Basic realm="introspect"'


class IntrospectionView(ApiView):
    authentication_classes = [BasicSecret]
    parser_classes = (FormParser,)  # type: ignore[assignment]  # RFC 7662 §2.1

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not settings.INTROSPECTION_SECRET:
            raise NotFound
        super().initial(request, *args, **kwargs)

    def post(self, request: Request) -> Response:
        token = IntrospectionSerializer().run_validation(request.data)["token"]
        found = introspected(token)
        return Response({"active": True, **found} if found else {"active": False})


def introspected(token: str) -> dict[str, Any] | None:
    """What a live token says, of whichever mode it is; None for anything else. Each mode knows its own alone."""
    for mode in MODES:
        if introspect := getattr(mode.authentication, "introspect", None):
            try:
                found: dict[str, Any] = introspect(token)
                return found
            except TokenFault:
                continue
    return None
