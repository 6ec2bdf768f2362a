"""What differs between the modes, as tables. Everything else is one contract, to which tests/contract holds all."""

from dataclasses import dataclass

from .tables import table

OK = "ok"
SESSION_EXPIRED, TOKEN_EXPIRED, INVALID, REVOKED = "session_expired", "token_expired", "invalid_token", "token_revoked"
PROOF = "invalid_dpop_proof"


@dataclass(frozen=True)
class Facts:
    """What a mode answers in its own way."""

    expires_in: int
    tracked: bool
    logout_revokes: bool
    usable_after_logout: int | None  # seconds
    challenge: str
    carriers: frozenset[str]
    over: str  # the code for a login whose account is gone
    rotates: bool = False


FACTS = {
    "session": Facts(1800, True, True, None, 'Session realm="session"', frozenset({"cookie"}), SESSION_EXPIRED),
    "jwt": Facts(3600, False, False, 3600, 'Bearer realm="jwt"', frozenset({"body", "cookie"}), REVOKED),
    "jwt-refresh": Facts(
        900,
        True,
        True,
        900,
        'Bearer realm="jwt-refresh"',
        frozenset({"body", "cookie", "split"}),
        REVOKED,
        rotates=True,
    ),
    "opaque": Facts(1800, True, True, None, 'Bearer realm="opaque"', frozenset({"body"}), INVALID),
    "jwt-dpop": Facts(
        900,
        True,
        True,
        900,
        'DPoP realm="jwt-dpop", algs="ES256 EdDSA RS256"',
        frozenset({"body"}),
        REVOKED,
        rotates=True,
    ),
}

# What a credential taken before an event is worth after it. In refresh mode there are two: the access token, and the
# refresh token that could renew it.
WORTH = (                          "session",       "jwt",         "jwt-refresh", "opaque", "jwt-refresh renewal",
)  # fmt: skip
OLD_CREDENTIAL = table(WORTH, {
    "nothing":                      (OK,              OK,            OK,            OK,      OK),
    "logout":                       (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "logout-all elsewhere":         (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "login ended elsewhere":        (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "password change elsewhere":    (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "password set by an operator":  (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "deactivation":                 (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "deletion":                     (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "signing key rotated":          (OK,              OK,            OK,            OK,      OK),
    "old signing keys retired":     (OK,              INVALID,       INVALID,       OK,      INVALID),
    "SECRET_KEY replaced":          (SESSION_EXPIRED, OK,            OK,            INVALID, REVOKED),
    "SECRET_KEY with a fallback":   (OK,              OK,            OK,            OK,      OK),
    "16 minutes unused":            (OK,              OK,            TOKEN_EXPIRED, OK,      OK),
    "31 minutes unused":            (SESSION_EXPIRED, OK,            TOKEN_EXPIRED, INVALID, OK),
    "61 minutes unused":            (SESSION_EXPIRED, TOKEN_EXPIRED, TOKEN_EXPIRED, INVALID, OK),
    "8 days unused":                (SESSION_EXPIRED, TOKEN_EXPIRED, TOKEN_EXPIRED, INVALID, TOKEN_EXPIRED),
    "Redis restarts":               (OK,              OK,            OK,            OK,      OK),
    "Redis loses its data":         (SESSION_EXPIRED, OK,            OK,            INVALID, OK),
})  # fmt: skip
# A copy of a bound token is worth nothing; to whoever has its key ("… key"), it is worth what mode 3's is.
BOUND = table((                     "jwt-dpop",    "jwt-dpop renewal", "jwt-dpop key", "jwt-dpop renewal key"), {
    "nothing":                      (PROOF,         PROOF,              OK,             OK),
    "logout":                       (PROOF,         PROOF,              OK,             REVOKED),
    "logout-all elsewhere":         (PROOF,         PROOF,              OK,             REVOKED),
    "login ended elsewhere":        (PROOF,         PROOF,              OK,             REVOKED),
    "password change elsewhere":    (PROOF,         PROOF,              OK,             REVOKED),
    "password set by an operator":  (PROOF,         PROOF,              OK,             REVOKED),
    "deactivation":                 (PROOF,         PROOF,              OK,             REVOKED),
    "deletion":                     (PROOF,         PROOF,              OK,             REVOKED),
    "signing key rotated":          (PROOF,         PROOF,              OK,             OK),
    "old signing keys retired":     (INVALID,       INVALID,            INVALID,        INVALID),
    "SECRET_KEY replaced":          (PROOF,         PROOF,              OK,             REVOKED),
    "SECRET_KEY with a fallback":   (PROOF,         PROOF,              OK,             OK),
    "16 minutes unused":            (TOKEN_EXPIRED, PROOF,              TOKEN_EXPIRED,  OK),
    "31 minutes unused":            (TOKEN_EXPIRED, PROOF,              TOKEN_EXPIRED,  OK),
    "61 minutes unused":            (TOKEN_EXPIRED, PROOF,              TOKEN_EXPIRED,  OK),
    "8 days unused":                (TOKEN_EXPIRED, TOKEN_EXPIRED,      TOKEN_EXPIRED,  TOKEN_EXPIRED),
    "Redis restarts":               (PROOF,         PROOF,              OK,             OK),
    "Redis loses its data":         (PROOF,         PROOF,              OK,             OK),
})  # fmt: skip
OLD_CREDENTIAL = {event: row | BOUND.get(event, {}) for event, row in OLD_CREDENTIAL.items()}
# A password that was changed in any mode counts in every other.
OLD_CREDENTIAL |= {f"password change in {mode}": OLD_CREDENTIAL["password change elsewhere"] for mode in FACTS}

# … and at each setting of the dial, where what is self-contained is looked up. A renewal is worth the same at each.
SETTINGS = ("denylist", "not-before", "both", "lookup")
BY_DIAL = ("denylist jwt", "denylist jwt-refresh", "not-before jwt", "not-before jwt-refresh", "both jwt",
           "both jwt-refresh", "lookup jwt", "lookup jwt-refresh", "jwt-refresh renewal")  # fmt: skip
OLD_CREDENTIAL_BY_DIAL = table(BY_DIAL, {
    "logout":                      (REVOKED, REVOKED, OK,      OK,      REVOKED, REVOKED, OK,      REVOKED, REVOKED),
    "logout-all elsewhere":        (OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, OK,      REVOKED, REVOKED),
    "login ended elsewhere":       (OK,      REVOKED, OK,      OK,      OK,      REVOKED, OK,      REVOKED, REVOKED),
    "password change elsewhere":   (OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "password change in session":  (OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "password saved":              (OK,      OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "password set by an operator": (OK,      OK,      OK,      OK,      OK,      OK,      REVOKED, REVOKED, REVOKED),
    "deactivation saved":          (OK,      OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "deactivation":                (OK,      OK,      OK,      OK,      OK,      OK,      REVOKED, REVOKED, REVOKED),
    "deletion":                    (OK,      OK,      REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "promotion saved":             (OK,      OK,      REVOKED, REVOKED, REVOKED, REVOKED, OK,      OK,      OK),
    "name saved":                  (OK,      OK,      OK,      OK,      OK,      OK,      OK,      OK,      OK),
    "SECRET_KEY replaced":         (OK,      OK,      OK,      OK,      OK,      OK,      REVOKED, REVOKED, REVOKED),
    "SECRET_KEY with a fallback":  (OK,      OK,      OK,      OK,      OK,      OK,      OK,      OK,      OK),
})  # fmt: skip

# To whoever has its key, a bound token is worth what mode 3's is at each setting.
BOUND_BY_DIAL = ("denylist jwt-dpop", "not-before jwt-dpop", "both jwt-dpop", "lookup jwt-dpop",
                 "jwt-dpop renewal")  # fmt: skip
OLD_BOUND_BY_DIAL = table(BOUND_BY_DIAL, {
    "logout":                      (REVOKED, OK,      REVOKED, REVOKED, REVOKED),
    "logout-all elsewhere":        (REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "login ended elsewhere":       (REVOKED, OK,      REVOKED, REVOKED, REVOKED),
    "password change elsewhere":   (REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "password change in session":  (REVOKED, REVOKED, REVOKED, REVOKED, REVOKED),
    "password saved":              (OK,      REVOKED, REVOKED, REVOKED, REVOKED),
    "password set by an operator": (OK,      OK,      OK,      REVOKED, REVOKED),
    "deactivation saved":          (OK,      REVOKED, REVOKED, REVOKED, REVOKED),
    "deactivation":                (OK,      OK,      OK,      REVOKED, REVOKED),
    "deletion":                    (OK,      REVOKED, REVOKED, REVOKED, REVOKED),
    "promotion saved":             (OK,      REVOKED, REVOKED, OK,      OK),
    "name saved":                  (OK,      OK,      OK,      OK,      OK),
    "SECRET_KEY replaced":         (OK,      OK,      OK,      REVOKED, REVOKED),
    "SECRET_KEY with a fallback":  (OK,      OK,      OK,      OK,      OK),
})  # fmt: skip
BY_DIAL = (*BOUND_BY_DIAL[:-1], *BY_DIAL)
OLD_CREDENTIAL_BY_DIAL = {
    event: row | OLD_BOUND_BY_DIAL.get(event, {}) for event, row in OLD_CREDENTIAL_BY_DIAL.items()
}

# The role that `me` reports with a credential taken before alice became an admin; then with one that was renewed.
ROLE_AFTER_PROMOTION = {
    "session": ("admin", "admin"),
    "jwt": ("user", "user"),
    "jwt-refresh": ("user", "admin"),
    "opaque": ("admin", "admin"),
    "jwt-dpop": ("user", "admin"),
}

# The store that loses its sessions by this event; what is in the others survives.
SESSION_STORES = {"Redis loses its data": "redis", "the server restarts": "memory"}
