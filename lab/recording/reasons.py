"""What each authenticator asks, in its own order and in plain words, and which a code answers "no" to.

The words are ours; the reason and the source line come from the running code (`why.py`), so they can be compared.
"""

from ..guards.switch import setting

SAFE = ("GET", "HEAD", "OPTIONS")
WORDS = {
    "offered": "A credential was offered",
    "session": "The store holds a live session under the digest of this credential",
    "account": "Its account is active, with the password it was signed in by: read from the database now",
    "format": "It is a token: three parts, with JSON in the first",
    "kid": "kid names a key of this server's own set",
    "alg": "alg is that key's own algorithm, and nothing is marked crit",
    "signature": "The signature verifies with that key",
    "typ": "typ says that it is the right kind of token",
    "aud": "iss and aud say that it is meant for this mode",
    "claims": "exp, iat, sub and jti are there, and of the right types",
    "exp": "exp lies in the future, by this request's clock",
    "denylist": "The login is not on the denylist",
    "not-before": "The token is newer than its account's moment",
    "family": "The token's family is on record and not revoked",
    "gen": "This token is the live generation of its family, or the retry window is open for its parent",
    "origin": "The request comes from a page of this server: Origin says so",
    "token": "The call is unsafe and the credential came by cookie: X-CSRFToken matches the cookie csrftoken",
    "role": "The role is admin, as this mode knows it",
    "password": "E-mail address and password belong to an active account",
    "cnf": "cnf names a key where tokens are bound to one, and stands nowhere else",
    "scheme": "The token came as DPoP, not as Bearer",
    "proof": "The header DPoP proves that key, for this method, address, moment and token; and was not seen before",
    "nonce": "The proof contains the nonce that this server gave",
    "attempts": "There are attempts left for this account from this address",
}
# Codes that answer one question alone. Where a code answers several, the exception's `reason` says which.
QUESTIONS = {
    "not_authenticated": "offered",
    "permission_denied": "role",
    "invalid_credentials": "password",
    "throttled": "attempts",
    "invalid_dpop_proof": "proof",
    "use_dpop_nonce": "nonce",
}
NEVER_ASKED = "Never asked: whether the account still exists, is active, and has this role. The token says so."
TOKEN = ("format", "kid", "alg", "signature", "typ", "aud", "claims", "exp")
STORED, BOUND = ("session", "opaque"), ("jwt-dpop",)


def asked(mode: str, method: str, path: str, by_cookie: bool) -> list[str]:
    """The questions for this call, in the order in which they are asked."""
    call = path.partition("?")[0].rstrip("/").rpartition("/")[2]
    proof = ["proof"] if mode in BOUND else []
    csrf = ["origin", "token"] if by_cookie and method not in SAFE else []
    if call == "login":
        return ["origin", *proof, "attempts", "password"]
    if call == "refresh-token":
        return ["offered", *csrf, *TOKEN, *proof, "family", "account", "gen"]
    if call == "logout":
        return ["offered", *csrf]
    role = ["role"] if call == "report" else []
    if mode in STORED:
        return ["offered", "session", "account", *csrf, *role]
    lists = {"denylist": ["denylist"], "not-before": ["not-before"], "both": ["denylist", "not-before"]}
    rows = ["account"] if revocation() == "lookup" or call in setting("FRESH_CALLS") else []
    return ["offered", *TOKEN, *lists.get(revocation(), []), *rows, *csrf, *proof, *role]


def revocation() -> str:
    """The dial's setting, by whichever of its names."""
    dial = str(setting("JWT_REVOCATION"))
    return "denylist" if dial == "none" and setting("JWT_DENYLIST") else dial
