"""What each authenticator asks, in its own order and in plain words, and which question a refusal answered "no" to.

The words are ours; the source line that decided comes from the running code (`why.py`), so the two can be compared.
"""

from django.conf import settings

SAFE = ("GET", "HEAD", "OPTIONS")
WORDS = {
    "offered": "A credential was offered",
    "session": "The store holds a live session under the digest of this cookie",
    "account": "Its account is active, with the password it signed in by: read from the database now",
    "signature": "The signature verifies, with the key that kid names and that key's own algorithm",
    "kind": "typ says that it is the right kind of token",
    "audience": "iss and aud say that it is meant for this mode",
    "claims": "exp, iat, sub and jti are there, and of the right types",
    "time": "exp lies in the future, by this request's clock",
    "denylist": "The login is not on the denylist",
    "family": "The token's family is on record and not revoked",
    "generation": "This token is the live generation of its family, or the retry window is open for its parent",
    "csrf": "The call is unsafe and the credential came by cookie: X-CSRFToken matches",
    "role": "The role is admin, as this mode knows it",
    "password": "E-mail address and password belong to an active account",
    "attempts": "There are attempts left for this account from this address",
}
NEVER_ASKED = "Never asked: whether the account still exists, is active, and has this role. The token says so."
TOKEN = ("signature", "kind", "audience", "claims", "time")


def asked(mode: str, method: str, path: str, by_cookie: bool) -> list[str]:
    """The questions for this call, in the order in which they are asked."""
    call = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    csrf = ["csrf"] if by_cookie and method not in SAFE else []
    if call == "login":
        return ["attempts", "password"]
    if call == "refresh-token":
        return ["offered", *csrf, *TOKEN, "family", "account", "generation"]
    if call == "logout":
        return ["offered", *csrf]
    role = ["role"] if call == "report" else []
    if mode == "session":
        return ["offered", "session", "account", *csrf, *role]
    return ["offered", *TOKEN, *(["denylist"] if settings.JWT_DENYLIST else []), *csrf, *role]


def failed(code: str, function: str, condition: str, session_found: bool) -> str | None:
    """The question that a refusal with this code, raised in this function under this condition, said no to."""
    match code, function:
        case "not_authenticated", _:
            return "offered"
        case "invalid_token", "verify_signature":
            return "signature"
        case "invalid_token", _:
            return "kind" if "typ" in condition else "audience" if "aud" in condition else "claims"
        case "token_revoked", "check":
            return "denylist"
        case "token_revoked", _:
            return "family" if "revoked_at" in condition or "is None" in condition else "account"
        case "session_expired", _:
            return "account" if session_found else "session"
    return {
        "token_expired": "time",
        "refresh_reused": "generation",
        "csrf_failed": "csrf",
        "permission_denied": "role",
        "invalid_credentials": "password",
        "throttled": "attempts",
    }.get(code)
