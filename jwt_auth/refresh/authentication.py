"""Who sent this request, by access token; and what a refresh token is."""

from rest_framework.request import Request

from accounts.exceptions import InvalidToken, TokenFault

from ..authentication import TokenAuthentication
from ..carriers import REFRESH, cookie
from ..conf import conf
from ..tokens import AccessToken, Token


class RefreshAccessToken(AccessToken):
    audience = "authdemo/jwt-refresh"

    @staticmethod
    def seconds() -> int:
        return int(conf.ACCESS_TOKEN_SECONDS)

    def verify(self) -> None:
        super().verify()
        if type(self.get("sid")) is not str:
            raise InvalidToken("claims")


class RefreshToken(Token):
    """Good for one rotation. Names its family (`sid`) and which token of it this is (`gen`: 0, 1, 2, …)."""

    token_type = "rt+jwt"  # noqa: S105 (a media type, not a secret)
    audience = "authdemo/refresh-token"

    @staticmethod
    def seconds() -> int:
        return int(conf.REFRESH_TOKEN_SECONDS)

    def verify(self) -> None:
        super().verify()
        if type(self.get("sid")) is not str or type(self.get("gen")) is not int or self["gen"] < 0:
            raise InvalidToken("claims")

    @property
    def login_id(self) -> str:
        found: str = self["sid"]
        return found


class RefreshAuthentication(TokenAuthentication):
    mode = "jwt-refresh"
    token_class = RefreshAccessToken

    def renewable_until(self, request: Request) -> int | None:
        """As the refresh cookie itself says; whether its family still lives, only `refresh-token` finds out."""
        try:
            return int(RefreshToken(cookie(request._request, REFRESH) or "")["exp"])
        except TokenFault:
            return None
