"""Who somebody is, as answers and tokens say it: of any user model, by one function that a project can replace."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.utils.module_loading import import_string

from .conf import conf


def default_claims(user: Any) -> dict[str, Any]:
    """{"id", "email", "role"}. A user model without a role has two by Django's own word: staff is `admin`."""
    role = getattr(user, "role", "") or ("admin" if getattr(user, "is_staff", False) else "user")
    return {"id": user.pk, "email": user.email, "role": role}


@cache
def _hook(path: str) -> Callable[[Any], dict[str, Any]]:
    hook: Callable[[Any], dict[str, Any]] = import_string(path)
    return hook


def claims(user: Any) -> dict[str, Any]:
    """What CLAIMS, a dotted path, makes of a user, or of what a token claims of one."""
    return _hook(conf.CLAIMS)(user)
