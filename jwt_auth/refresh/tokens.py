"""What an access token and a refresh token are."""

from ..families import tokens


class AccessToken(tokens.AccessToken):
    """As in mode 2, for minutes; names its login (`sid`)."""

    audience = "authdemo/jwt-refresh"


class RefreshToken(tokens.RefreshToken):
    """Good for one rotation. Names its login (`sid`) and which token of it this is (`gen`: 0, 1, 2, …)."""

    audience = "authdemo/refresh-token"
