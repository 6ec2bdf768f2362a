"""Who sent this request, by bare access token."""

from ..authentication import TokenAuthentication
from .tokens import AccessToken


class Authentication(TokenAuthentication):
    mode = "jwt"
    token_class = AccessToken
