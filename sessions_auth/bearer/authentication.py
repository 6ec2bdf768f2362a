"""Who sent this request, by opaque token. Reads; never writes."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.claims import claims
from accounts.exceptions import InvalidToken
from accounts.models import Account

from ..stores import engine
from ..stores.base import SessionStore

AUDIENCE = "authdemo/opaque"  # named as the token modes name theirs


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

    @classmethod
    def introspect(cls, raw: str) -> dict[str, Any]:
        """What the store says of a token; looking is no use of it, so it renews nothing. Raises: InvalidToken. Source:
        RFC 7662 §2.2."""
        session: Any = engine()(raw, cls.mode)
        account = session.account()
        if account is None:
            raise InvalidToken("session")
        who = claims(account)
        about = {"sub": str(who.pop("id")), "aud": AUDIENCE, "sid": session.login_id, "token_type": "Bearer"}
        return {**about, "exp": int(session.stored.expires_at.timestamp()), **who}

    def renewable_until(self, request: Request) -> None:
        """None: each use renews a session by itself."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="opaque"'
