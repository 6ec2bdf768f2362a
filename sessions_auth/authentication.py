"""Who sent this request, by session cookie. Reads; never writes."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.csrf import enforce_csrf
from accounts.exceptions import SessionExpired
from accounts.models import Account

from .stores.base import SessionStore


class Authentication(BaseAuthentication):
    """The account of the live session that the cookie names; None where no cookie was offered.

    Raises: SessionExpired, 401; CsrfFailed, 403, for an unsafe call without the CSRF token.
    """

    mode = "session"
    ended = SessionExpired

    def authenticate(self, request: Request) -> tuple[Account, SessionStore] | None:
        session: Any = request.session
        if not session.offered:
            return None
        account = session.account()
        if account is None:
            raise SessionExpired("account" if session.stored else "session")
        enforce_csrf(request)
        return account, session

    def renewable_until(self, request: Request) -> None:
        """None: each use renews a session by itself."""

    def authenticate_header(self, request: Request) -> str:
        return 'Session realm="session"'
