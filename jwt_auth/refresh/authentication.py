"""Who sent this request, by access token with a refresh token behind it."""

from rest_framework.request import Request

from accounts.exceptions import TokenFault

from ..carriers import REFRESH, cookie
from ..families.authentication import FamilyAuthentication
from .models import TokenFamily
from .tokens import AccessToken, RefreshToken


class Authentication(FamilyAuthentication):
    mode = "jwt-refresh"
    kind = TokenFamily
    token_class = AccessToken

    def renewable_until(self, request: Request) -> int | None:
        """As the refresh cookie itself says; whether its family still lives, only `refresh-token` finds out."""
        try:
            return int(RefreshToken(cookie(request, REFRESH) or "")["exp"])
        except TokenFault:
            return None
