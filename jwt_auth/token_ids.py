"""A token's id, `jti`, is unique and says more: to the microsecond when its claims were true, for which `iat`, in whole
seconds, is too coarse; and, where no row says it, for which password the token was issued.

24 characters: 8 bytes of the moment, 10 random ones; where it is bound, 12 more of a keyed digest.
"""

import secrets
from datetime import datetime
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from accounts import clock
from accounts.credentials import auth_hashes

MICRO = 1_000_000
DIGEST = 12  # characters, 72 bits


def microseconds(moment: datetime) -> int:
    """Since the epoch."""
    return int(moment.timestamp()) * MICRO + moment.microsecond


def new_id(user: Any) -> str:
    """When this user was read (`as_of`, or else now), to the microsecond in 8 bytes; then 80 random bits."""
    as_of = microseconds(getattr(user, "as_of", None) or clock.now())
    return urlsafe_b64encode(as_of.to_bytes(8) + secrets.token_bytes(10)).decode()


def moment_of(token_id: str) -> int:
    """The moment in an id, in microseconds since the epoch; 0 where it is none of ours."""
    try:
        return int.from_bytes(urlsafe_b64decode(token_id[:12].encode())[:8])
    except ValueError:
        return 0


def bound_id(unbound: str, user: Any) -> str:
    """The id, with a digest of it under the password that this user has now."""
    return unbound + _digest(unbound, user.get_session_auth_hash())


def is_bound_id(token_id: str, user: Any) -> bool:
    """Whether it was bound to the password that this user has now."""
    unbound, bound_to = token_id[:-DIGEST], token_id[-DIGEST:]
    return any(constant_time_compare(bound_to, _digest(unbound, auth_hash)) for auth_hash in auth_hashes(user))


def _digest(unbound: str, auth_hash: str) -> str:
    """Of this id, under Django's session auth hash, which is itself keyed."""
    mac = salted_hmac("jwt_auth.bare.tokens", unbound, secret=auth_hash, algorithm="sha256").digest()
    return urlsafe_b64encode(mac)[:DIGEST].decode()
