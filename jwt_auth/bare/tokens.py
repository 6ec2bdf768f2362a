"""What a bare access token is."""

from typing import Any

from .. import tokens
from ..conf import conf
from ..token_ids import bound_id, is_bound_id


class AccessToken(tokens.AccessToken):
    """All that this mode has: who, as which role, until when. Its `jti` ends in a keyed digest of the password, so that
    a look-up can tell whether that is still the one it was issued for."""

    audience = "authdemo/jwt"

    @staticmethod
    def seconds() -> int:
        return int(conf.BARE_TOKEN_SECONDS)

    @classmethod
    def new_id(cls, user: Any) -> str:
        return bound_id(super().new_id(user), user)

    def is_bound_to(self, user: Any) -> bool:
        """Whether it was issued for the password that this user has now."""
        return is_bound_id(self["jti"], user)
