"""What moves an account's moment (`not_before`): whatever ends an account's right to what its tokens say of it, by any
path through its `save()` or `delete()`, or that tells of itself by a signal. `QuerySet.update()` sends none, and is
behind the application's back.

Connected by whichever mode's app is installed, once for all.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from accounts import clock
from accounts.claims import claims
from accounts.conf import conf
from accounts.credentials import User
from accounts.signals import every_login_ends, password_changed

from .not_before import in_use, move, move_around
from .tokens import AccessToken


def takes_away(instance: Any, update_fields: Iterable[str] | None, using: str) -> bool:
    """Whether saving this account changes its password, deactivates it, or makes its tokens' claims untrue."""
    if instance._state.adding or (update_fields and {*update_fields} <= {"last_login", conf.DISPLAY_NAME_FIELD}):
        return False
    old = User._base_manager.using(using).filter(pk=instance.pk).first()
    if old is None:
        return False
    deactivated = old.is_active and not instance.is_active
    return bool(
        deactivated
        or old.get_session_auth_hash() != instance.get_session_auth_hash()
        or claims(old) != claims(instance)
    )


def before_save(instance: Any, update_fields: Iterable[str] | None, using: str, **_: Any) -> None:
    instance.rights_taken_away = in_use() and takes_away(instance, update_fields, using)
    if instance.rights_taken_away:
        move([instance.pk])


def after_save(instance: Any, using: str, **_: Any) -> None:
    """A backend may save the account in the middle of its sign-in: what it is issued then knows it as it was saved."""

    def committed() -> None:
        move([instance.pk])
        instance.as_of = clock.now()

    if instance.__dict__.pop("rights_taken_away", False):
        transaction.on_commit(committed, using=using)


def before_delete(instance: Any, **_: Any) -> None:
    """A row that goes is gone on commit; the transaction is Django's own."""
    if in_use():
        move([instance.pk])


def after_delete(instance: Any, using: str, **_: Any) -> None:
    if in_use():
        account_id = instance.pk
        transaction.on_commit(lambda: move([account_id]), using=using)


def after_password_change(account: Any, request: Any, **_: Any) -> int:
    """The token that asked lives on, as every login that asks for a new password does. No login is counted here."""
    token = getattr(request, "auth", None)
    move_around([account.pk], token if isinstance(token, AccessToken) else None)
    return 0


def before_every_login_ends(account_ids: Iterable[Any], **_: Any) -> None:
    move_around(account_ids)


for model in apps.get_models():
    if issubclass(model, User):  # proxies too
        pre_save.connect(before_save, sender=model)
        post_save.connect(after_save, sender=model)
        pre_delete.connect(before_delete, sender=model)
        post_delete.connect(after_delete, sender=model)
password_changed.connect(after_password_change)
every_login_ends.connect(before_every_login_ends)
