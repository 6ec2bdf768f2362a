"""What can be wrong with a request, each with its status and its stable code (the contract's table).

Where one code covers several questions, the exception carries which was answered no, as `reason`: a value for whoever
explains a refusal, and never in the answer, which would tell an attacker as much.
"""

from collections.abc import Mapping
from typing import Any

from rest_framework import exceptions, status


class InvalidCredentials(exceptions.AuthenticationFailed):
    default_detail = "The e-mail address or the password is wrong."
    default_code = "invalid_credentials"


class TokenFault(exceptions.AuthenticationFailed):
    """A credential was offered and refused: RFC 6750 §3.1 calls all of these `invalid_token` in the challenge.

    `reason`: format, kid, alg, signature, typ, aud, claims, cnf, exp, nbf; denylist; family, account, gen; scheme.
    `headers` go with the answer.
    """

    reason = ""
    headers: Mapping[str, str] = {}

    def __init__(self, reason: str = "") -> None:
        super().__init__()
        self.reason = reason or self.reason

    @property
    def challenge(self) -> str:
        return f'error="invalid_token", error_description="{self.detail}"'


class InvalidToken(TokenFault):
    default_detail = "The token is not valid here."
    default_code = "invalid_token"


class TokenExpired(TokenFault):
    default_detail = "The token has expired."
    default_code = "token_expired"
    reason = "exp"


class TokenRevoked(TokenFault):
    default_detail = "The login this token belongs to has been ended."
    default_code = "token_revoked"


class RefreshReused(TokenFault):
    default_detail = "This refresh token was used before; the login it belongs to is now revoked."
    default_code = "refresh_reused"
    reason = "gen"


class ProofFault(TokenFault):
    """The proof beside a token was refused. `reason`: missing, typ, alg, jwk, signature, htm, htu, iat, jti, ath, …"""

    @property
    def challenge(self) -> str:
        return f'error="{self.default_code}"'


class InvalidProof(ProofFault):
    default_detail = "The DPoP proof is missing, or proves nothing about this request."
    default_code = "invalid_dpop_proof"


class NonceNeeded(ProofFault):
    default_detail = "The DPoP proof has to contain the nonce that stands in the header DPoP-Nonce."
    default_code = "use_dpop_nonce"
    reason = "nonce"

    def __init__(self, nonce: str = "") -> None:
        super().__init__()
        self.headers = {"DPoP-Nonce": nonce}  # RFC 9449 §8


class SessionExpired(exceptions.AuthenticationFailed):
    """`reason`: "session" where the store holds none that is live, "account" where its account may not go on."""

    default_detail = "The session has ended."
    default_code = "session_expired"

    def __init__(self, reason: str = "session") -> None:
        super().__init__()
        self.reason = reason


class CsrfFailed(exceptions.PermissionDenied):
    """`reason`: "origin" where the request comes from elsewhere, "token" where it lacks the CSRF token."""

    default_detail = "The request does not carry the CSRF token in X-CSRFToken."
    default_code = "csrf_failed"

    def __init__(self, detail: str | None = None, reason: str = "token") -> None:
        super().__init__(detail)
        self.reason = reason


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than 64 KiB."
    default_code = "too_large"


class BodyTimeout(exceptions.APIException):
    status_code = status.HTTP_408_REQUEST_TIMEOUT
    default_detail = "The body did not arrive in time."
    default_code = "timeout"


class Busy(exceptions.APIException):
    """There is more to do at once than this server does. `wait` becomes Retry-After, in seconds."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "More sign-ins at once than this server checks; try again."
    default_code = "busy"
    wait = 1


class StoreUnavailable(exceptions.APIException):
    """A store that this call needs doesn't answer. `wait` becomes Retry-After, in seconds."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "A store that this call needs does not answer."
    default_code = "store_unavailable"
    wait = 5

    def __init__(self, store: str = "", reason: str | None = None, **more: Any) -> None:
        """`reason` is for the log, never for the answer."""
        super().__init__(f"The {store} does not answer." if store else None, **more)
        self.reason = reason
