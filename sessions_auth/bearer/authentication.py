"""Who sent this request, by opaque token. Reads; never writes."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.exceptions import InvalidToken
from accounts.models import Account

from ..stores.base import SessionStore


class Authentication(BaseAuthentication):
    """The account of the live session that the token names; None where no token was offered.

    Raises: InvalidToken, 401: live or not is all that the store knows. Source: RFC 6750 §2.1.
    """

    mode = "opaque"
    ended = InvalidToken

    def authenticate(self, request: Request) -> tuple[Account, SessionStore] | None:
        session: Any = request.session
        if not session.offered or session.scope != self.mode:  # another's middleware would give it a cookie's
            return None
        account = session.account()
        if account is None:
            raise InvalidToken("account" if session.stored else "session")
        return account, session

    def renewable_until(self, request: Request) -> None:
        """None: each use renews a session by itself."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="opaque"'
