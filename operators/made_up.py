"""Accounts that a demonstration makes for itself: marked, and left out of lists, with all of theirs, until asked for.
Which they are, the project says: MADE_UP_ACCOUNTS, the dotted path of a function that gives a Q over accounts.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR, ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.module_loading import import_string

from accounts.models import Account


def made_up() -> Q | None:
    path = getattr(settings, "MADE_UP_ACCOUNTS", "")
    found: Q | None = import_string(path)() if path else None
    return found


def of_made_up(rows: QuerySet[Any]) -> Q:
    """Which of these accounts, or of these rows with an account, are meant; none where nobody says."""
    mine = made_up()
    if mine is None:
        return Q(pk__in=())
    return mine if rows.model is Account else Q(account_id__in=Account.objects.filter(mine).values("pk"))


def real(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(of_made_up(rows)) if made_up() is not None else rows


class MadeUpFilter(admin.SimpleListFilter):
    """Left out unless asked for here, by a search, or by naming an account."""

    title, parameter_name = "made by the lab", "lab"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.named = bool(request.GET.get(SEARCH_VAR) or request.GET.get("email"))
        return [] if made_up() is None else [("all", "shown too"), ("only", "nothing else")]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": "left out"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "only":
                return queryset.filter(of_made_up(queryset))
            case None if not self.named:
                return real(queryset)
        return queryset


@admin.display(description="made by", empty_value="")
def maker(account: Any) -> str | None:
    """For the list of accounts, which has looked (`AccountList`)."""
    return "the lab" if account.is_made_up else None


def mark(accounts: list[Any]) -> None:
    """Set `is_made_up` on each, in one query."""
    mine = made_up()
    shown = Account.objects.filter(pk__in=[account.pk for account in accounts])
    found = set() if mine is None else set(shown.filter(mine).values_list("pk", flat=True))
    for account in accounts:
        account.is_made_up = account.pk in found
