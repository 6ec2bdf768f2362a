"""Who sent this request, by access token: in a bearer header, or in a cookie. Reads, and looks up what the dial says
(`dial`: by default nothing); never writes."""

from contextlib import suppress
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication

from accounts.bearer import bearer_token
from accounts.csrf import enforce_csrf
from accounts.exceptions import TokenFault, TokenRevoked

from . import dial
from .carriers import ACCESS, cookie
from .tokens import AccessToken, Claimant, account_claims


class TokenAuthentication(JWTStatelessUserAuthentication):
    """What a valid access token of this mode claims, or the account itself where this call looks it up; None where no
    token was offered. A bearer header beats a cookie.

    Raises: InvalidToken, TokenExpired, TokenRevoked, 401; CsrfFailed, 403, for an unsafe call whose token came by
    cookie without the CSRF token. Source: RFC 6750 §2.1, RFC 9068 §4.
    """

    mode: ClassVar[str]
    ended = TokenRevoked
    token_class: ClassVar[type[AccessToken]]

    def __init__(self) -> None:
        """SimpleJWT looks a user model up here; claims need none."""

    def authenticate(self, request: Request) -> Any:
        """(Claimant or account, AccessToken), or None."""
        raw, by_cookie = self.offered(request)
        if raw is None:
            return None
        token = self.verified(raw)
        user = self.look_up(token) if dial.looks_up(request) else Claimant(token)
        if by_cookie:
            enforce_csrf(request)
        return user, token

    def verified(self, raw: str) -> AccessToken:
        token = self.token_class(raw)
        dial.check(token)
        return token

    def look_up(self, token: AccessToken) -> Any:
        """The account, with which the login this token belongs to may go on. Raises: TokenRevoked, 401."""
        raise NotImplementedError

    @classmethod
    def introspect(cls, raw: str) -> dict[str, Any]:
        """What a token of this mode says, with its account's claims as they are now. Raises: TokenFault, where it is
        none that is good. Source: RFC 7662 §2.2."""
        token = cls().verified(raw)
        return (
            token.payload
            | account_claims(cls().look_up(token))
            | {"token_type": "DPoP" if "cnf" in token else "Bearer"}
        )

    def still_good(self, request: Request) -> tuple[AccessToken | None, bool]:
        """(the offered token if it is worth anything, whether it came by cookie): what a logout has to know, and
        mustn't fail on. Raises: CsrfFailed, 403."""
        by_cookie = False
        with suppress(TokenFault):
            _, by_cookie = self.offered(request)
            if by_cookie:
                enforce_csrf(request)
            found = self.authenticate(request)
            return found and found[1], by_cookie
        return None, by_cookie

    def renewable_until(self, request: Request) -> int | None:
        """Until when, in seconds since the epoch, this client can get a new access token without a password."""
        return None

    def offered(self, request: Request) -> tuple[str | None, bool]:
        """(token, whether it came by cookie)."""
        raw = bearer_token(request)
        if raw is not None:
            return raw, False
        raw = cookie(request, ACCESS)
        return raw, raw is not None

    def authenticate_header(self, request: Request) -> str:
        return f'Bearer realm="{self.mode}"'
