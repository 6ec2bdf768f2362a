"""Changing a password: confirmed, judged, written once, and told to every mode, in one transaction."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.http import HttpRequest
from rest_framework.exceptions import ValidationError

from .credentials import confirm_password
from .events import record
from .models import Account, AuthEvent
from .signals import announce_password_change


def change_password(request: HttpRequest, account: Account, current: str, new: str, mode: str, keep: str) -> int:
    """Ends the account's other logins in every mode, and keeps `keep`; returns how many ended.

    Raises: ValidationError, 400, with the field at fault; Throttled, 429.
    """
    confirm_password(request, account, current, mode)
    try:
        validate_password(new, account)
    except DjangoValidationError as fault:
        raise ValidationError({"newPassword": fault.messages}) from fault
    old = account.password
    account.set_password(new)
    with transaction.atomic():
        # Only from the password that was confirmed: of two changes at once, one is refused.
        if not Account.objects.filter(pk=account.pk, password=old).update(password=account.password):
            raise ValidationError({"currentPassword": ["The password has just been changed."]})
        ended = announce_password_change(account, request, keep)
        record(AuthEvent.Kind.PASSWORD_CHANGED, request, account, mode, keep)
    return ended
