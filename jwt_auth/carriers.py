"""How a token travels: in the JSON, where the client keeps it, or in a cookie, where no script can read it."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.cookies import sole_cookie

from .conf import conf

ACCESS, REFRESH = "accessToken", "refreshToken"
# Lax: no foreign form sends it. Strict for the refresh token, which no link has to carry (RFC 6265bis §5.6).
SAMESITE: dict[str, Literal["Lax", "Strict"]] = {ACCESS: "Lax", REFRESH: "Strict"}


def cookie_name(name: str) -> str:
    return str(conf.COOKIE_PREFIX + name)


def cookie(request: HttpRequest, name: str) -> str | None:
    """The token of this name that came by cookie."""
    return sole_cookie(request, cookie_name(name)) or None


def set_cookie(response: HttpResponseBase, name: str, token: Any, path: str, seconds: int | None = None) -> None:
    """HttpOnly, and sent to its own prefix alone; kept for `seconds`, or as long as the token lives."""
    response.set_cookie(
        cookie_name(name),
        str(token),
        max_age=token.expires_in if seconds is None else seconds,
        path=path,
        secure=conf.COOKIE_SECURE,
        httponly=True,
        samesite=SAMESITE[name],
    )


def answer(access: Any, carrier: str, more: dict[str, Any], path: str) -> Response:
    """A token by this carrier: in the JSON or in a cookie of this path, never in both."""
    response = Response(more | {"expiresIn": access.expires_in})
    if carrier == "cookie":
        set_cookie(response, ACCESS, access, path)
    else:
        response.data |= {"accessToken": str(access), "tokenType": "Bearer"}
    return response


def clear_cookies(request: HttpRequest, response: HttpResponseBase, path: str) -> None:
    """Take back what `set_cookie` set on this client."""
    for name in (ACCESS, REFRESH):
        if cookie_name(name) in request.COOKIES:
            response.delete_cookie(cookie_name(name), path=path, samesite=SAMESITE[name])


def chosen(fields: dict[str, Any], carriers: tuple[str, ...]) -> str:
    """The carrier that a login asks for; the first is the default. Raises: ValidationError, 400."""
    carrier: str = fields.get("carrier", carriers[0])
    if carrier not in carriers:
        raise ValidationError({"carrier": [f"This mode carries its tokens by {' or '.join(carriers)}."]})
    return carrier
