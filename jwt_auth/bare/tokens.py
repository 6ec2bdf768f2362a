"""What a bare access token is."""

from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from joserfc.util import urlsafe_b64encode

from accounts.credentials import auth_hashes

from .. import tokens
from ..conf import conf


class AccessToken(tokens.AccessToken):
    """All that this mode has: who, as which role, until when. Its `jti` ends in a keyed digest of the password, so that
    a look-up can tell whether that is still the one it was issued for."""

    audience = "authdemo/jwt"

    @staticmethod
    def seconds() -> int:
        return int(conf.BARE_TOKEN_SECONDS)

    @classmethod
    def new_id(cls, user: Any) -> str:
        unbound = super().new_id(user)
        return unbound + digest(unbound, user.get_session_auth_hash())

    def is_bound_to(self, user: Any) -> bool:
        """Whether it was issued for the password that this user has now."""
        unbound, bound_to = self["jti"][:-DIGEST], self["jti"][-DIGEST:]
        return any(constant_time_compare(bound_to, digest(unbound, auth_hash)) for auth_hash in auth_hashes(user))


DIGEST = 12  # characters, 72 bits


def digest(unbound: str, auth_hash: str) -> str:
    """Of this id, under Django's session auth hash, which is itself keyed."""
    mac = salted_hmac("jwt_auth.bare.tokens", unbound, secret=auth_hash, algorithm="sha256").digest()
    return urlsafe_b64encode(mac)[:DIGEST].decode()
