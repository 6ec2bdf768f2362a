"""Who may sign in by password: one of AUTHENTICATION_BACKENDS, where another (LDAP, a second factor) can stand."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from .compiled import CompiledQuery, Param
from .credentials import COLUMNS
from .models import Account

_by_email = CompiledQuery(lambda: Account.objects.filter(email=Param("email")).values_list(*COLUMNS))


class AccountBackend(ModelBackend):
    """Django's ModelBackend for our Account, read by a compiled statement. Whatever is wrong costs one hash."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> Any:
        email = username if username is not None else credentials.get(Account.USERNAME_FIELD)
        if email is None or password is None:
            return None
        row = _by_email.first(email=email.lower())
        if row is None:
            make_password(password)  # as long as a comparison takes
            return None
        account = Account.from_db("default", COLUMNS, row)
        return account if account.check_password(password) and self.user_can_authenticate(account) else None
