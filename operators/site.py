"""The admin as a site: its sign-in obeys the same attempt limits as every other, and what happens there is recorded.

Its session has a cookie and a path of its own (adminSessionId, /admin), so it never meets a login at /session.
"""

from math import ceil
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from rest_framework.exceptions import Throttled

from accounts.credentials import authenticate
from accounts.events import record
from accounts.exceptions import InvalidCredentials
from accounts.models import AuthEvent
from sessions_auth.logins import end_excess

from .overview import overview

MODE = "admin"


class SignInForm(AdminAuthenticationForm):
    """E-mail address and password of an account that may use the admin; one message for every other."""

    error_messages = {"invalid_login": "The e-mail address or the password is wrong, or may not use this admin."}
    request: HttpRequest
    wait = 0  # seconds, once the attempts are used up

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            try:
                account = authenticate(self.request, email, password, MODE)
            except InvalidCredentials as fault:
                raise self.get_invalid_login_error() from fault
            except Throttled as fault:
                self.wait = ceil(getattr(fault, "wait", 1))
                raise ValidationError(f"Too many attempts. Try again in {self.wait} seconds.") from fault
            self.confirm_login_allowed(account)
            self.user_cache = account
            session: Any = self.request.session
            if session.offered:
                session.flush()  # this browser's earlier login ends: an id is never carried over (session fixation)
        return self.cleaned_data

    def confirm_login_allowed(self, user: Any) -> None:
        if not user.is_staff:
            record(AuthEvent.Kind.LOGIN_FAILED, self.request, user, MODE)
            raise self.get_invalid_login_error()


class AdminSite(admin.AdminSite):
    site_title = "authdemo"
    site_header = "Sessions or tokens?"
    index_title = "Who is signed in, and what happened"
    enable_nav_sidebar = False  # a handful of lists; the width is theirs
    login_form = SignInForm

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().index(request, {**(extra_context or {}), **overview(request)})

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response: Any = super().login(request, extra_context)
        if request.method != "POST":
            return response
        if response.status_code == 302:
            session: Any = request.session
            operator: Any = request.user
            session.save()  # so that the login has an id to be recorded by
            record(AuthEvent.Kind.LOGIN, request, operator.pk, MODE, session.login_id)
            end_excess(request, operator.pk, MODE)
        elif wait := response.context_data["form"].wait:  # RFC 6585 §4
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        session: Any = request.session
        account_id, login_id = request.user.pk, session.login_id
        response = super().logout(request, extra_context)
        if account_id and not request.user.is_authenticated:
            record(AuthEvent.Kind.LOGOUT, request, account_id, MODE, login_id)
        return response

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Apps in the order of INSTALLED_APPS, Django's own last."""
        order = [config.label for config in apps.get_app_configs()]
        order.sort(key=lambda label: apps.get_app_config(label).name.startswith("django."))
        found = self._build_app_dict(request, app_label).values()
        for app in found:
            app["models"].sort(key=lambda model: model["name"])
        return sorted(found, key=lambda app: order.index(app["app_label"]))


site = admin.site  # an AdminSite, as operators.apps says, once the apps are there
