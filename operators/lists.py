"""Lists that stay quick at a hundred thousand rows: a count that stops, and filters that ask the database nothing."""

import re
from collections.abc import Iterator
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import Account

ADDRESS_START = re.compile(r"\d{1,3}\.(\d{1,3}\.?){0,3}|[0-9a-fA-F]{1,4}:[0-9a-fA-F:]*")
LONGEST = 10_000  # rows that a list counts and pages through; filters reach the rest


class AtLeast(int):
    """A count that stopped, and says so: 10,000+."""

    def __str__(self) -> str:
        return f"{int(self):,}+"


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than LONGEST, since a count reads every row that it counts."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        found: int = rows.order_by()[: LONGEST + 1].count()
        return found if found <= LONGEST else AtLeast(LONGEST)


class List(ChangeList):
    """A list whose query string may be anything: what no lookup can take is a page that says so."""

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as fault:
            raise IncorrectLookupParameters from fault
        self.result_list: list[Any] = list(self.result_list)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at: none is added, edited or deleted by hand. Needs the permission to view them."""

    paginator = CappedPaginator
    change_list_template = "admin/hinted_change_list.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a facet is one more count a choice
    list_select_related = ("account",)
    list_display_links = ("account",)
    sortable_by = ()  # each has one order, that of an index; any other would sort every row
    search_hint = f"The start of an e-mail or IP address, or a login. Lists end at {LONGEST:,} rows."

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By what indexes find; `search_fields` names the login's column. Django's own search compares every row."""
        term = term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(ip_address=str(ip_address(term))), False
        except ValueError:
            if ADDRESS_START.fullmatch(term):
                return queryset.filter(ip_address__startswith=term.lower()), False
            owners = Account.objects.filter(email__startswith=term.lower())
            (login,) = self.search_fields
            return queryset.filter(Q(account_id__in=owners.values("pk")) | Q(**{login: term})), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return List

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AccountFilter(admin.SimpleListFilter):
    """One account, by its e-mail address: a field to type in, where all would be a hundred thousand links."""

    title = "account"
    parameter_name = "email"
    template = "admin/account_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = {name: value for name, value in changelist.params.items() if name != self.parameter_name}
        yield {"value": self.value() or "", "others": others.items()}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        email = (self.value() or "").strip().lower()
        if not email:
            return queryset
        return queryset.filter(account_id__in=Account.objects.filter(email=email).values("pk"))
