"""How both tokens travel: out by the carrier that the login chose, and the refresh token back in by it."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.csrf import enforce_csrf
from accounts.serializers import LogoutSerializer, RefreshTokenSerializer

from ..carriers import ACCESS, REFRESH, cookie, set_cookie
from .pairs import Pair

NEEDED, OFFERED = RefreshTokenSerializer(), LogoutSerializer()


def answer(pair: Pair, more: dict[str, Any], path: str) -> Response:
    """Both tokens, each by the carrier that the login chose: in the JSON or in a cookie of this path, never in both."""
    carrier = pair.family.carrier
    body = more | {"expiresIn": pair.access.expires_in, "refreshExpiresIn": pair.refresh.expires_in}
    if carrier != "cookie":
        body |= {"accessToken": str(pair.access), "tokenType": "DPoP" if pair.access.bound else "Bearer"}
    if carrier == "body":
        body["refreshToken"] = str(pair.refresh)
    response = Response(body)
    if carrier == "cookie":  # kept beyond its token's end, so that it is still sent and answered `token_expired`
        set_cookie(response, ACCESS, pair.access, path, pair.refresh.expires_in)
    if carrier != "body":
        set_cookie(response, REFRESH, pair.refresh, path)
    return response


def offered_refresh_token(request: Request) -> tuple[str | None, bool]:
    """(token, whether it came by cookie). What came by cookie needs the CSRF token; the body beats the cookie."""
    by_cookie = cookie(request, REFRESH)
    if by_cookie and not (isinstance(request.data, dict) and "refreshToken" in request.data):
        enforce_csrf(request)
        return by_cookie, True
    return OFFERED.run_validation(request.data).get("refreshToken"), False


def needed_refresh_token(request: Request) -> str:
    """The same, where nothing goes on without one. Raises: ValidationError, 400."""
    return offered_refresh_token(request)[0] or str(NEEDED.run_validation(request.data)["refreshToken"])
