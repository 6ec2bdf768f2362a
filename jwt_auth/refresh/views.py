"""Sign in, sign out, and the list of logins, by access token, with a refresh token behind it."""

from typing import Any

from django.conf import settings
from django.middleware.csrf import rotate_token
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import clock
from accounts.credentials import authenticate
from accounts.csrf import enforce_csrf, refuse_cross_site
from accounts.events import record
from accounts.exceptions import TokenFault
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.serializers import LoginSerializer, RefreshTokenSerializer
from accounts.views import identity

from ..carriers import ACCESS, REFRESH, chosen, clear_cookies, cookie, set_cookie
from .authentication import RefreshAuthentication, RefreshToken
from .logins import end_logins, live_logins
from .models import TokenFamily
from .rotation import Pair, family_of, issue, rotate

LOGIN = LoginSerializer()
REFRESH_TOKEN = RefreshTokenSerializer()
MODE = RefreshAuthentication.mode
CARRIERS = ("body", "cookie", "split")
PATH = "/jwt-refresh"


def answer(pair: Pair, more: dict[str, Any]) -> Response:
    """Both tokens, each by the carrier that the login chose: in the JSON or in a cookie, never in both."""
    carrier = pair.family.carrier
    body = more | {"expiresIn": pair.access.expires_in, "refreshExpiresIn": pair.refresh.expires_in}
    if carrier != "cookie":
        body |= {"accessToken": str(pair.access), "tokenType": "Bearer"}
    if carrier == "body":
        body["refreshToken"] = str(pair.refresh)
    response = Response(body)
    if carrier == "cookie":
        set_cookie(response, ACCESS, pair.access, PATH)
    if carrier != "body":
        set_cookie(response, REFRESH, pair.refresh, PATH)
    return response


def offered_refresh_token(request: Request) -> tuple[str, bool]:
    """(token, whether it came by cookie). What came by cookie needs the CSRF token; the body beats the cookie."""
    by_cookie = cookie(request._request, REFRESH)
    if by_cookie and not (isinstance(request.data, dict) and "refreshToken" in request.data):
        enforce_csrf(request)
        return by_cookie, True
    return REFRESH_TOKEN.run_validation(request.data)["refreshToken"], False


class LoginView(APIView):
    """E-mail address and password in; an access token and a refresh token out."""

    authentication_classes = [RefreshAuthentication]
    permission_classes = []

    def perform_authentication(self, request: Request) -> None:
        """None: whoever signs in need not be anybody yet."""

    def post(self, request: Request) -> Response:
        refuse_cross_site(request._request)
        fields = LOGIN.run_validation(request.data)
        carrier = chosen(fields, CARRIERS)
        account = authenticate(request._request, fields["email"], fields["password"], MODE)
        pair = issue(request._request, account, carrier)
        record(AuthEvent.Kind.LOGIN, request._request, account, MODE, pair.access.login_id)
        rotate_token(request._request)
        return answer(pair, {"user": identity(account)})


class LogoutView(APIView):
    """Revoke the refresh token's family and clear the cookies; whatever it was worth, the answer is 200."""

    authentication_classes = [RefreshAuthentication]
    permission_classes = []

    def perform_authentication(self, request: Request) -> None:
        """None: a dead token can be left too."""

    def post(self, request: Request) -> Response:
        raw, by_cookie = offered_refresh_token(request)
        try:
            found = family_of(RefreshToken(raw))
        except TokenFault:
            found = None
        family = found[0] if found else None
        revoked = family is not None and bool(end_logins([family], TokenFamily.Reason.LOGOUT))
        if family and revoked:
            record(AuthEvent.Kind.LOGOUT, request._request, family.account_id, MODE, family.public_id)
        response = Response({"revoked": revoked, "accessUsableUntil": self.usable_until(request, family)})
        if by_cookie:
            clear_cookies(request._request, response, PATH)
        return response

    @staticmethod
    def usable_until(request: Request, family: TokenFamily | None) -> str | None:
        """When the last access token of this login ends; None where it has, or the denylist holds it."""
        if settings.JWT_DENYLIST:
            return None
        if family:
            ends = int(family.rotated_at.timestamp()) + settings.ACCESS_TOKEN_SECONDS
            return clock.isoformat(ends) if ends > clock.timestamp() else None
        access = RefreshAuthentication().still_good(request)
        return clock.isoformat(access["exp"]) if access else None


class LoginsView(APIView):
    """This account's live logins, newest first."""

    def get(self, request: SignedInRequest) -> Response:
        logins = [
            {
                "id": row.public_id,
                "createdAt": clock.isoformat(row.created_at),
                "lastUsedAt": clock.isoformat(row.rotated_at),
                "expiresAt": clock.isoformat(row.expires_at),
                "ipAddress": row.ip_address,
                "userAgent": row.user_agent,
                "current": row.public_id == request.auth.login_id,
            }
            for row in live_logins(request.user.id)
        ]
        return Response({"tracked": True, "logins": logins})


class EndLoginView(APIView):
    """End one of one's own logins; 404 for anything else."""

    def delete(self, request: SignedInRequest, login_id: str) -> Response:
        rows = TokenFamily.objects.filter(account_id=request.user.id, public_id=login_id)
        if not end_logins(rows, TokenFamily.Reason.ENDED):
            raise NotFound
        record(AuthEvent.Kind.LOGIN_ENDED, request._request, request.user.id, MODE, login_id)
        return Response(status=204)


class LogoutAllView(APIView):
    """End every login of this account at this mode, the one that asks included."""

    def post(self, request: SignedInRequest) -> Response:
        rows = live_logins(request.user.id)
        ended = end_logins(rows, TokenFamily.Reason.ENDED)
        for row in rows:
            record(AuthEvent.Kind.LOGIN_ENDED, request._request, request.user.id, MODE, row.public_id)
        response = Response({"revokedLogins": ended})
        clear_cookies(request._request, response, PATH)
        return response


class RefreshTokenView(APIView):
    """A refresh token in; a new access token and the next refresh token out, by the carrier that the login chose."""

    authentication_classes = [RefreshAuthentication]
    permission_classes = []

    def perform_authentication(self, request: Request) -> None:
        """None: the access token has most likely expired; that is why one is here."""

    def post(self, request: Request) -> Response:
        raw, _ = offered_refresh_token(request)
        return answer(rotate(request._request, raw), {})
