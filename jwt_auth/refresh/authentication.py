"""Who sent this request, by access token with a refresh token behind it."""

from typing import Any

from rest_framework.request import Request

from accounts.exceptions import InvalidToken, TokenFault

from ..authentication import TokenAuthentication
from ..carriers import REFRESH, cookie
from ..families.rotation import introspect, look_up
from .models import TokenFamily
from .tokens import AccessToken, RefreshToken


class Authentication(TokenAuthentication):
    mode = "jwt-refresh"
    token_class = AccessToken

    def look_up(self, token: Any) -> Any:
        """The account, with the row of this login."""
        return look_up(TokenFamily, token)[1]

    @classmethod
    def introspect(cls, raw: str) -> dict[str, Any]:
        """Of a refresh token too."""
        try:
            return super().introspect(raw)
        except InvalidToken:
            return introspect(TokenFamily, raw)

    def renewable_until(self, request: Request) -> int | None:
        """As the refresh cookie itself says; whether its family still lives, only `refresh-token` finds out."""
        try:
            return int(RefreshToken(cookie(request, REFRESH) or "")["exp"])
        except TokenFault:
            return None
