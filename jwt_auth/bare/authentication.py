"""Who sent this request, by bare access token."""

from ..authentication import TokenAuthentication
from ..conf import conf
from ..tokens import AccessToken


class BareAccessToken(AccessToken):
    audience = "authdemo/jwt"

    @staticmethod
    def seconds() -> int:
        return int(conf.BARE_TOKEN_SECONDS)


class BareAuthentication(TokenAuthentication):
    mode = "jwt"
    token_class = BareAccessToken
