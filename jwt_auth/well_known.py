"""What verifiers of our tokens ask for, at addresses that they know (RFC 8615): the public keys, and who issues."""

from django.urls import path
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import keys
from .conf import conf

PREFIX = "/.well-known"
KEPT = {"Cache-Control": "public, max-age=300"}


class JwksView(APIView):
    """The public keys that verify our tokens (RFC 7517 §5); none with an HMAC key, which is both halves at once."""

    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        return Response({"keys": keys.current().public()}, headers=KEPT)


class IssuerView(APIView):
    """Where JWT_ISSUER is a URL: who issues our tokens, and where its keys are; else 404.

    No token is given by a grant of OAuth's here, so no endpoint is named. Source: RFC 8414 §2, §3.
    """

    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        issuer = conf.JWT_ISSUER
        if ":" not in issuer:
            raise NotFound
        body = {
            "issuer": issuer,
            "jwks_uri": f"{issuer}{PREFIX}/jwks.json",
            "response_types_supported": [],
            "grant_types_supported": [],
        }
        return Response(body, headers=KEPT)


urlpatterns = [
    path("jwks.json", JwksView.as_view()),
    path("oauth-authorization-server", IssuerView.as_view()),
]
