"""What an access token and a refresh token are."""

from ..families import tokens


class AccessToken(tokens.AccessToken):
    """As in mode 3; and names the key that must come with it (`cnf`)."""

    audience = "authdemo/jwt-dpop"
    bound = True


class RefreshToken(tokens.RefreshToken):
    """Good for one rotation. Names its login (`sid`), which token of it this is (`gen`), and its key (`cnf`)."""

    audience = "authdemo/refresh-token"
    bound = True
