"""Who sent this request, by an access token and a proof that its key sent it."""

from typing import Any

from rest_framework.request import Request

from accounts.bearer import bearer_token
from accounts.exceptions import InvalidProof, InvalidToken

from ..families.authentication import FamilyAuthentication
from ..proofs.client_keys import ALGORITHMS
from ..proofs.requests import proven
from .models import TokenFamily
from .tokens import AccessToken, RefreshToken


class Authentication(FamilyAuthentication):
    mode = "jwt-dpop"
    kind = TokenFamily
    token_class = AccessToken

    def authenticate(self, request: Request) -> Any:
        """As in mode 3; and the key that the token names proves the request. RFC 9449 §7.1."""
        found = super().authenticate(request)
        raw, _ = self.offered(request)
        if found and proven(request, raw) != found[1].thumbprint:
            raise InvalidProof("key")
        return found

    def offered(self, request: Request) -> tuple[str | None, bool]:
        """In a header of its own scheme alone: no bearer token, and never by cookie."""
        if bearer_token(request) is not None:
            raise InvalidToken("scheme")
        return bearer_token(request, "dpop"), False

    def authenticate_header(self, request: Request) -> str:
        return f'DPoP realm="{self.mode}", algs="{" ".join(ALGORITHMS)}"'


def proven_token(request: Request, raw: str) -> RefreshToken:
    """The refresh token, if the key that it names proves this request. Raises: a TokenFault, 401."""
    token = RefreshToken(raw)
    if proven(request) != token.thumbprint:
        raise InvalidProof("key")
    return token
