"""Whom an operator may change: only those who may no more than the operator. A superuser reaches everybody.

Else whoever may change accounts could set a stronger one's password or address, sign in as it, and be it.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import Account


def within_reach(request: HttpRequest, accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those of these accounts that have no permission, by themselves or by a group, and no role, that the operator
    lacks. What an inactive account may once it is active again counts too."""
    operator: Any = request.user
    if operator.is_superuser:
        return accounts
    held = Permission.objects.filter(Q(user=operator) | Q(group__user=operator)).values("pk")
    more = Permission.objects.exclude(pk__in=held).values("pk")
    stronger = Account.objects.filter(
        Q(is_superuser=True) | Q(user_permissions__in=more) | Q(groups__permissions__in=more)
    )
    return accounts.filter(role__in={Account.Role.USER, operator.role}).exclude(pk__in=stronger.values("pk"))


def beyond_reach(request: HttpRequest, accounts: QuerySet[Account]) -> str:
    """What to say of those of these accounts that the operator may not change; "" where there is none."""
    count = accounts.count() - within_reach(request, accounts).count()
    if not count:
        return ""
    stay = "stays as it is" if count == 1 else "stay as they are"
    return f"{count:,} of the selected accounts may more than you, and {stay}."
