"""What an access token and a refresh token of one family are; each mode says their audience."""

from accounts.exceptions import InvalidToken

from .. import tokens
from .conf import conf


class AccessToken(tokens.AccessToken):
    """For minutes; names its login (`sid`)."""

    @staticmethod
    def seconds() -> int:
        return int(conf.ACCESS_TOKEN_SECONDS)

    def verify(self) -> None:
        super().verify()
        if type(self.get("sid")) is not str:
            raise InvalidToken("claims")


class RefreshToken(tokens.Token):
    """Good for one rotation. Names its family (`sid`) and which token of it this is (`gen`: 0, 1, 2, …)."""

    token_type = "rt+jwt"  # noqa: S105 (a media type, not a secret)

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
