"""What a mode that remembers logins tells an operator about them: its `logins.TRACKER`.

A login is a row with `account_id`, `public_id` and `expires_at`. SQL says which rows may be live; the mode's store
says which of them are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, eq=False)
class Tracker:
    """How logins of one kind are found and ended. `modes`: title by name, as events name them."""

    modes: dict[str, str]
    mode_of: Callable[[Any], str]
    possible: Callable[[], QuerySet[Any]]  # the rows that may be live
    live: Callable[[Sequence[Any]], list[Any]]  # those of these rows that are live, in one look-up a store
    end: Callable[[Sequence[Any]], int]  # end these; returns how many were live
