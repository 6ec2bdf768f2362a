"""What a bare access token is."""

from .. import tokens
from ..conf import conf


class AccessToken(tokens.AccessToken):
    """All that this mode has: who, as which role, until when."""

    audience = "authdemo/jwt"

    @staticmethod
    def seconds() -> int:
        return int(conf.BARE_TOKEN_SECONDS)
