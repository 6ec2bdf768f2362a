"""The token of an `Authorization` header (RFC 6750 §2.1), for every mode that takes one."""

from django.http import HttpRequest


def bearer_token(request: HttpRequest, expected: str = "bearer") -> str | None:
    """The token, "" if the header lacks one; None for no header or another scheme (RFC 9110 §11.1: schemes have no
    case)."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    return str(token.strip()) if scheme.lower() == expected else None
