"""Who may sign in by password: one of AUTHENTICATION_BACKENDS, where another (LDAP, a second factor) can stand."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import verify_password
from django.http import HttpRequest

from .compiled import CompiledQuery, Param
from .credentials import COLUMNS
from .hashing import spend_the_rest
from .models import Account

_by_email = CompiledQuery(lambda: Account.objects.filter(email=Param("email")).values_list(*COLUMNS))


class AccountBackend(ModelBackend):
    """Django's ModelBackend for our Account, read by a compiled statement. Whatever is wrong costs the same."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> Any:
        email = username if username is not None else credentials.get(Account.USERNAME_FIELD)
        if email is None or password is None:
            return None
        row = _by_email.first(email=email.lower())
        account = Account.from_db("default", COLUMNS, row) if row else None
        encoded = account.password if account else None
        correct, outdated = verify_password(password, encoded or "!")  # nothing to compare costs a comparison too
        if account and correct and self.user_can_authenticate(account):
            if outdated:
                account.renew_hash(password)
            return account
        spend_the_rest(encoded, password)
        return None
