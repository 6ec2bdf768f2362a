"""How a mode learns that logins must end, without accounts knowing any mode."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import user_logged_in, user_logged_out
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .credentials import User

# Sent inside the transaction that changed the password. Every receiver ends the account's logins of its mode but the
# one whose public id is `keep`, renews that one, and returns how many it ended.
password_changed = Signal()
# Sent with `account_ids`, inside the transaction in which an operator ends every login of these accounts, before it is
# written. A mode ends then what its tracker can't list.
every_login_ends = Signal()


def announce_password_change(account: Any, request: HttpRequest, keep: str) -> int:
    """Tell every mode; returns how many logins ended."""
    answers: list[tuple[Any, Any]] = password_changed.send(sender=User, account=account, request=request, keep=keep)
    return sum(count for _, count in answers)


def announce_end_of_every_login(account_ids: Sequence[int]) -> None:
    every_login_ends.send(sender=User, account_ids=account_ids)


def announce_login(request: HttpRequest, account: Any) -> None:
    """Django's `user_logged_in`, from a mode that has no session."""
    user_logged_in.send(sender=User, request=request, user=account)


def announce_logout(request: HttpRequest, account_id: int) -> None:
    """Django's `user_logged_out`; the account is read only if a receiver looks at it."""
    user = SimpleLazyObject(lambda: User._default_manager.filter(pk=account_id).first())
    user_logged_out.send(sender=User, request=request, user=user)
