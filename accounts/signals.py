"""How a mode learns that logins must end, without accounts knowing any mode."""

from typing import Any

from django.dispatch import Signal
from django.http import HttpRequest

from .models import Account

# Sent inside the transaction that changed the password. Every receiver ends the account's logins of its mode but the
# one whose public id is `keep`, renews that one, and returns how many it ended.
password_changed = Signal()


def announce_password_change(account: Account, request: HttpRequest, keep: str) -> int:
    """Tell every mode; returns how many logins ended."""
    answers: list[tuple[Any, Any]] = password_changed.send(sender=Account, account=account, request=request, keep=keep)
    return sum(count for _, count in answers)
