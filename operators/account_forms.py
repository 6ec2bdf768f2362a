"""Django's account forms, for an account that is known by its e-mail address."""

from typing import Any

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts.models import Account


class AddForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = Account
        fields = ("email",)


class ChangeForm(UserChangeForm):  # type: ignore[type-arg]
    class Meta:
        model = Account
        fields = "__all__"
        field_classes: dict[str, Any] = {}
