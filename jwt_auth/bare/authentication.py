"""Who sent this request, by bare access token."""

from django.conf import settings

from ..authentication import TokenAuthentication
from ..tokens import AccessToken


class BareAccessToken(AccessToken):
    audience = "authdemo/jwt"

    @staticmethod
    def seconds() -> int:
        return int(settings.BARE_TOKEN_SECONDS)


class BareAuthentication(TokenAuthentication):
    mode = "jwt"
    token_class = BareAccessToken
