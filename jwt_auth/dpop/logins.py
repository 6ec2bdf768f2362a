"""The logins of an account, for the admin and a password change."""

from typing import Any

from ..families import logins
from .models import TokenFamily


def end_other_logins(account: Any, keep: str, **_: Any) -> int:
    """Bind the login that asked to the new password, end every other. Receives `password_changed`."""
    return logins.end_other_logins(TokenFamily, account, keep)


TRACKER = logins.tracker_of(TokenFamily, "Bound JWT")
