"""How many live logins each account of a page has: one query and one look-up a store, however many accounts."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from .confirmation import NO_ANSWER, say_unknown
from .links import logins_url
from .lists import List
from .logins import MOST, TITLES, TRACKERS, UNTRACKED, live_counts
from .made_up import mark


def count_logins(request: HttpRequest, accounts: list[Any]) -> None:
    """Set `live` on each account: its live logins by mode. A mode whose store doesn't answer is left out, and said."""
    counts: dict[str, Counter[int]] = {}
    for tracker in TRACKERS:
        try:
            counts |= live_counts(tracker, [account.pk for account in accounts])
        except NO_ANSWER as fault:
            modes = " and ".join(tracker.modes.values())
            say_unknown(request, fault, f"logins by {modes} are not counted")
    for account in accounts:
        account.live = {mode: count[account.pk] for mode, count in counts.items()}


def told(account: Any, mode: str) -> str:
    """The count as the operator reads it; it leads to the logins it counts."""
    if mode in UNTRACKED:
        return "not tracked"
    count = account.live.get(mode)
    if not count:
        return "unknown" if count is None else "0"
    text = f"{MOST}+" if count > MOST else str(count)
    return format_html('<a href="{}">{}</a>', logins_url(mode, email=account.email), text)


def columns() -> list[Callable[[Any], str]]:
    """One column a mode."""

    def column(mode: str, title: str) -> Callable[[Any], str]:
        @admin.display(description=f"{title} logins")
        def logins(account: Any) -> str:
            return told(account, mode)

        return logins

    return [column(mode, title) for mode, title in TITLES.items()]


class AccountList(List):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        count_logins(request, self.result_list)
        mark(self.result_list)
