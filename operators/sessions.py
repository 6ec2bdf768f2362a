"""Sessions as the operator sees them: alive or dead as the store says now, and never with the session id."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from accounts import clock
from operators.confirmation import NO_ANSWER, say_unknown, store_named
from operators.lists import AccountFilter, List
from operators.login_admin import LoginAdmin
from operators.made_up import MadeUpFilter
from operators.times import moment
from sessions_auth.logins import TRACKER, by_store
from sessions_auth.models import Session
from sessions_auth.stores import NAMES, engine

STATES = {True: "alive", False: "dead", None: "unknown"}


def abbreviated(digest: str) -> str:
    return f"{digest[:10]}…"


def mark_alive(rows: list[Any]) -> list[Exception]:
    """Set `alive` on each row, in one look-up a store: None where the store doesn't answer. Returns why it didn't."""
    faults: list[Exception] = []
    for store, held in by_store(rows):
        its_rows: list[Any] = held
        try:
            alive = store.alive(its_rows)
        except NO_ANSWER as fault:
            faults.append(fault)
            continue
        for row in its_rows:
            row.alive = row.digest in alive
    return faults


class SessionList(List):
    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        session: Any = request.session
        for row in self.result_list:
            row.is_current = row.public_id == session.login_id
        for fault in mark_alive(self.result_list):
            say_unknown(request, fault, "which of its sessions live is unknown")


class StoreFilter(admin.SimpleListFilter):
    title = parameter_name = "store"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in NAMES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(store=self.value()) if self.value() else queryset


class EndFilter(admin.SimpleListFilter):
    """Whether a session has come to its end by the clock; whether it is alive, its store knows."""

    title, parameter_name = "end", "ends"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("later", "not yet expired"), ("before", "expired")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "later":
                return queryset.filter(expires_at__gt=clock.now())
            case "before":
                return queryset.filter(expires_at__lte=clock.now())
        return queryset


@admin.register(Session)
class SessionAdmin(LoginAdmin):
    tracker = TRACKER
    times = ("created_at", "last_used_at", "expires_at", "absolute_expires_at")
    list_display = (
        *("account", "state", "current", "scope", "store", "ip_address", "device"),
        *(moment("created_at"), moment("last_used_at"), moment("expires_at"), moment("absolute_expires_at")),
    )
    list_filter = (MadeUpFilter, AccountFilter, EndFilter, "scope", StoreFilter, "last_used_at", "created_at")
    search_fields = ("public_id",)
    ordering = ("-last_used_at",)
    fields = (
        *("account", "public_id", "state", "current", "scope", "store", "digest_start"),
        *("ip_address", "device", "user_agent", *times, "contents", "timeline"),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SessionList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("data")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row:
            session: Any = request.session
            row.is_current = row.public_id == session.login_id
            mark_alive([row])
        return row

    @admin.display(description="state")
    def state(self, row: Any) -> str:
        return STATES[getattr(row, "alive", None)]

    @admin.display(description="current", empty_value="")
    def current(self, row: Any) -> str | None:
        return "yours" if row.is_current else None

    @admin.display(description="digest of the session id")
    def digest_start(self, row: Any) -> str:
        return abbreviated(row.digest)

    @admin.display(description="contents, as the store has them")
    def contents(self, row: Any) -> str:
        try:
            held = engine(row.store)(scope=row.scope).read(row.digest)
        except NO_ANSWER as fault:
            return f"{store_named(fault)} does not answer."
        if held is None:
            return "The store has no such session."
        data = dict(held.data)
        if HASH_SESSION_KEY in data:
            data[HASH_SESSION_KEY] = abbreviated(data[HASH_SESSION_KEY])
        return format_html("<pre>{}</pre>", json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False))
