"""What an operator does to accounts: end their logins, deactivate them, change a password."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.events import record
from accounts.models import Account, AuthEvent
from accounts.signals import announce_end_of_every_login, announce_password_change
from jwt_auth import not_before
from jwt_auth.conf import revocation

from .confirmation import NO_ANSWER, SHOWN, ask, confirmed, plural, store_named, write_down
from .login_admin import ACCOUNTS, end_every_login, end_logins_of, report_fault
from .logins import UNTRACKED
from .progress import Progress
from .reach import beyond_reach, within_reach
from .site import MODE


def untracked(deactivated: bool) -> str:
    """What becomes of tokens that nobody can list."""
    titles = f"{', '.join(UNTRACKED.values())}: not tracked"
    if not_before.in_use() or (deactivated and revocation() == "lookup"):
        return f"{titles}; every token issued until then ends too: JWT_REVOCATION={revocation()}."
    return f"{titles}, so not ended; each token works until it expires."


def left_alone(request: HttpRequest, selected: QuerySet[Account], deactivated: bool = False) -> str:
    """What the action will not do, or not by itself, for the page that asks."""
    return f"{beyond_reach(request, selected)} {untracked(deactivated)}".strip()


class AccountActions(UserAdmin):  # type: ignore[type-arg]
    """Django's account pages, where whatever ends an account's right to be signed in ends its logins too."""

    actions = ("end_logins", "deactivate")

    @admin.action(description="End every login of the selected accounts", permissions=["change"])
    def end_logins(self, request: HttpRequest, queryset: QuerySet[Account]) -> HttpResponse | None:
        accounts = within_reach(request, queryset)
        if not confirmed(request):
            question = "Every login of these accounts will end, in every mode and in this admin."
            return ask(
                self, request, accounts, question, [str(a) for a in accounts[:SHOWN]], left_alone(request, queryset)
            )
        return self.in_steps(request, accounts)

    @admin.action(description="Deactivate the selected accounts", permissions=["change"])
    def deactivate(self, request: HttpRequest, queryset: QuerySet[Account]) -> HttpResponse | None:
        operator: Any = request.user
        accounts = within_reach(request, queryset).filter(is_active=True).exclude(pk=operator.pk)
        if not confirmed(request):
            question = "These accounts will not be able to sign in, and every login of theirs will end. Your own stays."
            lines = [str(a) for a in accounts[:SHOWN]]
            return ask(self, request, accounts, question, lines, left_alone(request, queryset, deactivated=True))
        return self.in_steps(request, accounts, deactivate=True)

    def in_steps(
        self, request: HttpRequest, accounts: QuerySet[Account], deactivate: bool = False
    ) -> HttpResponse | None:
        """So many as this page has time for: first deactivated, where that is meant, then their logins ended. A store
        that doesn't answer keeps no account from being deactivated."""
        progress = Progress(request, accounts)
        failure: Exception | None = None
        for pks in progress.steps(accounts, ACCOUNTS):
            if deactivate:
                with transaction.atomic():
                    announce_end_of_every_login(pks)
                    changed = Account.objects.filter(pk__in=pks)
                    changed.update(is_active=False)
                    write_down(request, changed, "Deactivated.")
            try:
                for count in end_logins_of(request, pks):
                    progress.ended += count
            except NO_ANSWER as fault:
                failure = fault
                if not deactivate:
                    break
        if deactivate and progress.finished:
            messages.success(request, f"{plural(progress.done, 'account')} deactivated.")
        if failure:
            report_fault(request, failure, progress.ended)
        elif progress.finished:
            messages.success(request, f"{plural(progress.ended, 'login')} ended.")
        return None if progress.finished or (failure and not deactivate) else progress.page(self, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "is_active" in form.changed_data and not obj.is_active:
            end_every_login(request, obj.pk)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """As Django does it; then every mode ends the account's logins, as after any change of a password."""
        before = super().get_object(request, id)
        try:
            with transaction.atomic():
                response = super().user_change_password(request, id, form_url)
                after = Account.objects.filter(pk=before.pk).first() if before else None
                if before and after and after.password != before.password:
                    session: Any = request.session
                    keep = session.login_id if after.pk == request.user.pk else ""
                    ended = announce_password_change(after, request, keep)
                    record(AuthEvent.Kind.PASSWORD_CHANGED, request, after, MODE, keep)
                    messages.success(request, f"{plural(ended, 'login')} ended.")
        except NO_ANSWER as fault:
            messages.error(request, f"{store_named(fault)} does not answer. The password was not changed. Try again.")
            return HttpResponseRedirect(request.get_full_path())
        return response
