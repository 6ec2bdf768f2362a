"""What modes tell an operator about logins, without accounts knowing any mode: each registers a tracker in its `ready`.

A login is a row with `account_id`, `public_id` and `expires_at`. SQL says which rows may be live; the mode's store
says which of them are.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest

from accounts.events import record_all
from accounts.models import AuthEvent

MOST = 100  # logins counted for an account; more are "100+"


@dataclass(frozen=True)
class Tracker:
    """How logins of one kind are found and ended. `modes`: title by name, as events name them."""

    modes: dict[str, str]
    mode_of: Callable[[Any], str]
    possible: Callable[[], QuerySet[Any]]  # the rows that may be live
    live: Callable[[Sequence[Any]], list[Any]]  # those of these rows that are live, in one look-up a store
    end: Callable[[Sequence[Any]], int]  # end these; returns how many were live


trackers: list[Tracker] = []
untracked: dict[str, str] = {}  # title by name of the modes that remember nothing
mode_titles: dict[str, str] = {}  # every mode that events can name: title by name


def track(tracker: Tracker) -> None:
    trackers.append(tracker)
    mode_titles.update(tracker.modes)


def leave_untracked(mode: str, title: str) -> None:
    untracked[mode] = mode_titles[mode] = title


def live_counts(tracker: Tracker, account_ids: list[int]) -> dict[str, Counter[int]]:
    """How many live logins each account has, by mode: at most MOST + 1, in one query and one look-up a store."""
    newest = Window(RowNumber(), partition_by=F("account_id"), order_by=F("pk").desc())
    rows = tracker.possible().filter(account_id__in=account_ids).alias(nth=newest).filter(nth__lte=MOST + 1)
    counts: dict[str, Counter[int]] = {name: Counter() for name in tracker.modes}
    for row in tracker.live(list(rows)):
        counts[tracker.mode_of(row)][row.account_id] += 1
    return counts


def end_and_record(request: HttpRequest, tracker: Tracker, rows: Sequence[Any]) -> list[Any]:
    """End those of these logins that are live, with an event each; returns them.

    Every store is asked before anything is ended, so one that doesn't answer leaves all as it was.
    """
    live = tracker.live(rows)
    if live:
        tracker.end(live)
        ended = [(row.account_id, tracker.mode_of(row), row.public_id) for row in live]
        record_all(AuthEvent.Kind.LOGIN_ENDED, request, ended)
    return live
