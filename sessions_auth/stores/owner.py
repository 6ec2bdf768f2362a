"""Whose session it is."""

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase

from accounts.credentials import account_by_id, is_bound_to


class OwnedSession(SessionBase):
    """Django's session, and the account it belongs to."""

    _session: dict[str, Any]  # Django's property: loads on first use
    refused = False  # it lived, and its account may not use it: the middleware ends it, so that it never comes back

    def account(self) -> Any:
        """Whose session this is, read fresh: None if it isn't live, or the account is gone, inactive, or has a new
        password since, by whatever path."""
        account_id = self._session.get(SESSION_KEY)
        if not account_id:
            return None
        account = self.read_account(int(account_id))
        if account and account.is_active and is_bound_to(account, self._session.get(HASH_SESSION_KEY, "")):
            return account
        self.refused = True
        return None

    def read_account(self, account_id: int) -> Any:
        return account_by_id(account_id)
