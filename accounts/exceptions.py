"""What can be wrong with a request, each with its status and its stable code (the contract's table)."""

from typing import Any

from rest_framework import exceptions, status


class InvalidCredentials(exceptions.AuthenticationFailed):
    default_detail = "The e-mail address or the password is wrong."
    default_code = "invalid_credentials"


class TokenFault(exceptions.AuthenticationFailed):
    """A credential was offered and refused: RFC 6750 §3.1 calls all of these `invalid_token` in the challenge."""


class InvalidToken(TokenFault):
    default_detail = "The token is not valid here."
    default_code = "invalid_token"


class TokenExpired(TokenFault):
    default_detail = "The token has expired."
    default_code = "token_expired"


class TokenRevoked(TokenFault):
    default_detail = "The login this token belongs to has been ended."
    default_code = "token_revoked"


class RefreshReused(TokenFault):
    default_detail = "This refresh token was used before; the login it belongs to is now revoked."
    default_code = "refresh_reused"


class SessionExpired(exceptions.AuthenticationFailed):
    default_detail = "The session has ended."
    default_code = "session_expired"


class CsrfFailed(exceptions.PermissionDenied):
    default_detail = "The request does not carry the CSRF token in X-CSRFToken."
    default_code = "csrf_failed"


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than 64 KiB."
    default_code = "too_large"


class StoreUnavailable(exceptions.APIException):
    """A store that this call needs doesn't answer. `wait` becomes Retry-After, in seconds."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "A store that this call needs does not answer."
    default_code = "store_unavailable"
    wait = 5

    def __init__(self, store: str = "", **more: Any) -> None:
        super().__init__(f"The {store} does not answer." if store else None, **more)
