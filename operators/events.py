"""What happened, for the operator: read-only, filtered, and exported as filtered."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from accounts.models import AuthEvent

from .devices import device_of
from .export import export
from .lists import AccountFilter, ReadOnlyAdmin
from .logins import TITLES
from .made_up import MadeUpFilter
from .times import exact


class EventQuerySet(QuerySet[AuthEvent]):
    def datetimes(self, field_name: str, kind: str, *args: Any, **kwargs: Any) -> Any:
        """Every year, month or day from the first row to the last, for the date hierarchy: two values to look up, where
        Django's own truncates each row and sorts out the different ones."""
        found = self.aggregate(first=Min(field_name), last=Max(field_name))
        first, last = found["first"], found["last"]
        if first is None:
            return []
        start = datetime(first.year, 1, 1, tzinfo=first.tzinfo)
        if kind == "year":
            return [start.replace(year=year) for year in range(first.year, last.year + 1)]
        if kind == "month":
            return [start.replace(month=month) for month in range(first.month, last.month + 1)]
        return [first.replace(day=day) for day in range(first.day, last.day + 1)]


class ModeFilter(admin.SimpleListFilter):
    """The modes that exist, known without a look at the rows."""

    title = parameter_name = "mode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(TITLES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(mode=self.value()) if self.value() else queryset


@admin.register(AuthEvent)
class AuthEventAdmin(ReadOnlyAdmin):
    list_display = ("when", "kind", "account", "mode", "login_id", "note", "ip_address", "device")
    list_display_links = ("when",)
    list_filter = (MadeUpFilter, "kind", ModeFilter, AccountFilter, "created_at")
    date_hierarchy = "created_at"
    search_fields = ("login_id",)
    ordering = ("-created_at",)
    fields = ("created_at", "kind", "account", "mode", "login_id", "note", "ip_address", "device", "user_agent")
    change_list_template = "admin/event_change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuthEvent]:
        """With its account, if that still exists: nothing holds an event to one."""
        return EventQuerySet(AuthEvent).select_related("account")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export", view, name="accounts_authevent_export"), *super().get_urls()]

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows under the same query string, all of it, as CSV."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            shown: Any = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:accounts_authevent_changelist") + f"?{ERROR_FLAG}=1")
        return export(shown.queryset)

    @admin.display(description="when")
    def when(self, event: AuthEvent) -> str:
        return exact(event.created_at)

    @admin.display(description="device")
    def device(self, event: AuthEvent) -> str:
        return device_of(event.user_agent) if event.user_agent else ""
