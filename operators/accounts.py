"""Accounts as the operator sees them: who they are, how many logins they have, and how to end those."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.html import format_html_join

from accounts.models import Account

from .account_actions import AccountActions
from .account_forms import AddForm, ChangeForm
from .lists import CappedPaginator
from .login_counts import AccountList, columns, count_logins, told
from .logins import TITLES
from .made_up import MadeUpFilter, made_up, maker
from .reach import within_reach

GRANTS = ("role", "is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(Account)
class AccountAdmin(AccountActions):
    """Django's own account pages, by e-mail address. Accounts are deactivated here, never deleted: with one would go
    the rows that detect the reuse of its tokens."""

    form, add_form = ChangeForm, AddForm
    change_form_template = "admin/account_change_form.html"
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_display = ("email", "display_name", "role", "is_active", "is_staff")
    list_filter = (MadeUpFilter, "role", "is_active", "is_staff")
    search_fields = ("^email", "^display_name")
    ordering = ("email",)
    readonly_fields = ("live_logins", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "password", "live_logins")}),
        ("Profile", {"fields": ("display_name", "created_at")}),
        ("Rights", {"fields": ("is_active", "role", "is_staff", "is_superuser")}),
        ("Groups and permissions", {"fields": ("groups", "user_permissions"), "classes": ("collapse",)}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*self.list_display, *([maker] if made_up() is not None else ()), *columns()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return AccountList

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        account = super().get_object(request, object_id, from_field)
        if account:
            count_logins(request, [account])
        return account

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only a superuser grants: nobody else can promote an account, least of all their own."""
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *GRANTS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Of an account, only within the operator's own rights."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or within_reach(request, Account.objects.filter(pk=obj.pk)).exists())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="live logins")
    def live_logins(self, account: Any) -> str:
        return format_html_join(" · ", "{}: {}", ((title, told(account, mode)) for mode, title in TITLES.items()))
