"""One URL for both: the session cookie for the pages of one's own site, a bearer token for the phone. A class to copy.

The rule: **a bearer header decides, good or bad; only without one does the cookie count, and then the CSRF token
is asked for.** Never the other way round, and never one after the other: a bad token that falls back to the cookie is a
call that nobody meant, and a header that turns the CSRF check off while the cookie pays is a hole. Any other scheme,
Basic say, which browsers send by themselves, is no credential here and changes nothing.

    path("session/orders", OrdersView.as_view(authentication_classes=[CookieOrBearer]))

Mount it under the path that the cookie is sent to (`/session` here), where SessionMiddleware gives the request its
session. Its attacks are tests/test_one_endpoint.py. Source: RFC 6750 §2.1; OWASP CSRF Prevention Cheat Sheet.
"""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.bearer import bearer_token
from jwt_auth.refresh.authentication import Authentication as ByToken
from sessions_auth.authentication import Authentication as ByCookie


class CookieOrBearer(BaseAuthentication):
    """Whoever the bearer token names, or else the session cookie; None where neither was offered.

    Raises: what the chosen one raises: InvalidToken, TokenExpired, TokenRevoked, SessionExpired, 401; CsrfFailed, 403.
    `mode` and `ended` are the chosen one's, for the views that ask which login it is.
    """

    chosen: Any = ByCookie

    def authenticate(self, request: Request) -> Any:
        self.chosen = (ByCookie if bearer_token(request) is None else ByToken)()
        return self.chosen.authenticate(request)

    @property
    def mode(self) -> str:
        return str(self.chosen.mode)

    @property
    def ended(self) -> Any:
        return self.chosen.ended

    def authenticate_header(self, request: Request) -> str:
        """The challenge of what was offered; where nothing was, both (RFC 9110 §11.6.1)."""
        headers = [each().authenticate_header(request) for each in (ByToken, ByCookie)]
        return headers[0] if bearer_token(request) is not None else ", ".join(headers)
