"""Ending logins from the admin, by the code that the API uses: asked first, in steps that succeed or fail whole, a page
at a time, and reported to the last login.

Who may delete the rows by Django's permissions may end the logins; the rows themselves nobody deletes by hand.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join

from accounts.models import Account, AuthEvent
from accounts.signals import announce_end_of_every_login
from accounts.tracker import Tracker

from .confirmation import NO_ANSWER, SHOWN, ask, confirmed, plural, store_named, write_down
from .devices import device_of
from .lists import ReadOnlyAdmin
from .logins import TRACKERS, end_and_record
from .progress import STEP, Progress
from .reach import within_reach
from .times import exact

ACCOUNTS = 20  # ended in one go, each with at most MAX_LOGINS logins a mode


def end_step(request: HttpRequest, tracker: Tracker, pks: Sequence[int]) -> list[Any]:
    """End what is live among these rows, in one transaction."""
    with transaction.atomic():
        live = end_and_record(request, tracker, list(tracker.possible().filter(pk__in=pks).select_for_update()))
        write_down(request, live, "Ended this login.")
    return live


def end_logins_of(request: HttpRequest, account_ids: Sequence[int]) -> Iterator[int]:
    """End every login of these accounts, in every mode that tracks them; yields how many ended, step by step.

    What can't be listed is announced before, and again after, since a login may have been renewed until it ended.
    """
    announce_end_of_every_login(account_ids)
    for tracker in TRACKERS:
        pks = list(tracker.possible().filter(account_id__in=account_ids).order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), STEP):
            yield len(end_step(request, tracker, pks[start : start + STEP]))
    announce_end_of_every_login(account_ids)


def end_every_login(request: HttpRequest, account_id: int) -> None:
    """End every login of this account, and say so."""
    ended = 0
    try:
        for count in end_logins_of(request, [account_id]):
            ended += count
    except NO_ANSWER as fault:
        report_fault(request, fault, ended)
    else:
        messages.success(request, f"{plural(ended, 'login')} ended.")


def report_fault(request: HttpRequest, fault: Exception, ended: int) -> None:
    done = f"{plural(ended, 'login')} ended before that, the others not." if ended else "No login was ended."
    messages.error(request, f"{store_named(fault)} does not answer. {done} Try again.")


class LoginAdmin(ReadOnlyAdmin):
    """The logins of one tracker: to look at, and to end."""

    tracker: Tracker
    actions = ("end_selected",)
    change_form_template = "admin/login_change_form.html"

    def has_end_permission(self, request: HttpRequest) -> bool:
        return super(ReadOnlyAdmin, self).has_delete_permission(request)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(
            request, {**context, "can_end": self.has_end_permission(request)}, *args, **kwargs
        )

    def aftermath(self, rows: Sequence[Any]) -> str:
        """What is still good after these logins were ended."""
        return ""

    @admin.action(description="End the selected logins", permissions=["end"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        if not request.user.is_superuser:  # theirs who may more stay
            queryset = queryset.filter(account__in=within_reach(request, Account.objects.all()))
        if not confirmed(request):
            rows = list(queryset[:SHOWN])
            lines = [f"{row.account} from {row.ip_address}, {device_of(row.user_agent)}" for row in rows]
            question = "These logins will end at once, for whoever holds them. A login that has ended never comes back."
            return ask(self, request, queryset, question, lines, self.aftermath(rows))
        progress, ended = Progress(request, queryset), list[Any]()
        try:
            for pks in progress.steps(queryset, STEP):
                live = end_step(request, self.tracker, pks)
                ended += live
                progress.ended += len(live)
        except NO_ANSWER as fault:
            report_fault(request, fault, progress.ended)
            return None
        if not progress.finished:
            return progress.page(self, request)
        already = max(0, progress.total - progress.ended)
        over = f" {already:,} {'was' if already == 1 else 'were'} over already." if already else ""
        after = self.aftermath(ended) if len(ended) == progress.ended else ""
        messages.success(request, f"{plural(progress.ended, 'login')} ended.{over} {after}".strip())
        return None

    @admin.display(description="device")
    def device(self, row: Any) -> str:
        return device_of(row.user_agent)

    def further(self, row: Any) -> list[tuple[datetime, str, str, str]]:
        """What the row itself tells of a login, beside its events: (when, what, where, a note)."""
        return []

    @admin.display(description="events of this login")
    def timeline(self, row: Any) -> str:
        events = AuthEvent.objects.filter(login_id=row.public_id).order_by("created_at", "pk")[:SHOWN]
        told = [
            (e.created_at, e.get_kind_display(), f"from {e.ip_address}, {device_of(e.user_agent)}", e.note)
            for e in events
        ] + self.further(row)
        shown = ((exact(at), *rest) for at, *rest in sorted(told, key=itemgetter(0)))
        lines = format_html_join("", "<li><time>{}</time> {}, {} <em>{}</em></li>", shown)
        return format_html("<ol>{}</ol>", lines) if lines else "none is kept"
