"""The logins of every mode, for the operator: counted, ended, and named by mode."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest

from accounts.events import record_all
from accounts.models import AuthEvent
from accounts.tracker import Tracker
from contract.modes import MODES

MOST = 100  # logins counted for an account; more are "100+"
TRACKERS: tuple[Tracker, ...] = tuple(
    dict.fromkeys(mode.attribute("logins", "TRACKER") for mode in MODES if mode.has("logins"))
)
TRACKED = {name: title for tracker in TRACKERS for name, title in tracker.modes.items()}
UNTRACKED = {mode.name: mode.title for mode in MODES if mode.name not in TRACKED}  # they remember nothing
TITLES = {mode.name: mode.title for mode in MODES} | TRACKED  # title by name, of all that events can name


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
