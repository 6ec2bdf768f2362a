"""The guards: what each is for, the piece of source that it is, and the tests that notice when it is gone."""

from dataclasses import dataclass

from .lines import Piece


@dataclass(frozen=True)
class Guard:
    """`stops` says what it is there for; `tests` are what pytest is given; `attack`: whether it can be fired from a page,
    as a race and an outage can't."""

    name: str
    title: str
    stops: str
    source: str
    pieces: tuple[Piece, ...]
    tests: tuple[str, ...]
    attack: bool = True


CSRF, SIGNATURES, TOKENS = "accounts.csrf", "jwt_auth.signatures:verify_signature", "jwt_auth.tokens"
ROTATION, STORES = "jwt_auth.families.rotation", "sessions_auth.stores"

GUARDS = (
    Guard(
        "csrf-token",
        "CSRF token",
        "a page that makes the browser send a cookie, and can't read the token",
        "OWASP CSRF Prevention",
        (Piece(f"{CSRF}:enforce_csrf", "check.process_view(request, None, (), {})", "None"),),
        ("tests/contract/test_csrf.py",),
    ),
    Guard(
        "login-csrf",
        "No sign-in from a foreign page",
        "a page that signs its visitor in as somebody else",
        "Barth et al. 2008",
        (
            Piece(
                f"{CSRF}:refuse_cross_site",
                'request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site" or is_foreign(request)',
                "False",
            ),
        ),
        ("tests/contract/test_csrf.py", "tests/accounts/test_cross_site.py"),
    ),
    Guard(
        "samesite",
        "SameSite on cookies",
        "a foreign page whose requests carry the visitor's cookies",
        "RFC 6265bis §5.6",
        (
            Piece("sessions_auth.middleware:SessionCookie.deliver", 'samesite="Lax"', 'samesite="None"', times=2),
            Piece("jwt_auth.carriers:set_cookie", "samesite=SAMESITE[name]", 'samesite="None"'),
        ),
        ("tests/contract/test_cookies.py",),
    ),
    Guard(
        "httponly",
        "HttpOnly on cookies",
        "a script in the page that reads the credential",
        "RFC 6265bis §5.6",
        (
            Piece("sessions_auth.middleware:SessionCookie.deliver", "httponly=True", "httponly=False"),
            Piece("jwt_auth.carriers:set_cookie", "httponly=True", "httponly=False"),
        ),
        ("tests/contract/test_cookies.py",),
    ),
    Guard(
        "session-renewal",
        "A new session id at each sign-in",
        "an id that somebody knew before you signed in (session fixation)",
        "OWASP ASVS 5.0, 7.2.4",
        (
            Piece("sessions_auth.sign_in:sign_in", "session.flush()", "None"),
            Piece(
                f"{STORES}.base:SessionStore.cycle_key",
                "self._get_new_session_key()",
                "self.session_key or self._get_new_session_key()",
            ),
        ),
        ("tests/sessions_auth/test_ids.py",),
    ),
    Guard(
        "session-expiry",
        "Sessions end",
        "a copied cookie that is good for ever",
        "OWASP ASVS 5.0, 7.3",
        (Piece(f"{STORES}.base:SessionStore.live", "stored and stored.expires_at > clock.now()", "stored"),),
        ("tests/sessions_auth/test_lifetimes.py",),
    ),
    Guard(
        "digests",
        "Digests at rest",
        "whoever reads the store or a backup of it, and signs in with what stands there",
        "OWASP ASVS 5.0, 7.2.1",
        (
            Piece(
                "sessions_auth.models:digest_of",
                'hashlib.sha256(f"{scope}:{session_key}".encode("utf-8", "surrogatepass")).hexdigest()',
                "session_key[:64]",
            ),
        ),
        (
            "tests/jwt_auth/test_secrets_at_rest.py",
            "tests/sessions_auth/test_ids.py",
            "tests/sessions_auth/test_opaque.py",
        ),
    ),
    Guard(
        "bound-to-password",
        "Logins are bound to the password",
        "a login that outlives a password changed behind the application",
        "Django, get_session_auth_hash",
        (
            Piece(
                "accounts.credentials:is_bound_to",
                "any(constant_time_compare(auth_hash, current) for current in auth_hashes(account))",
                "True",
            ),
        ),
        ("tests/contract/test_differences.py",),
    ),
    Guard(
        "inactive",
        "Inactive accounts can't sign in",
        "somebody who was shut out and still knows the password",
        "OWASP ASVS 5.0, 7.4.2",
        (
            Piece(
                "accounts.backends:AccountBackend.authenticate",
                "account and correct and self.user_can_authenticate(account)",
                "account and correct",
            ),
            Piece("accounts.credentials:_attempt", "account is None or not account.is_active", "account is None"),
        ),
        ("tests/contract/test_contract.py", "tests/accounts/test_credentials.py"),
    ),
    Guard(
        "attempts",
        "Attempts are limited",
        "a machine that guesses passwords",
        "OWASP Authentication, Login Throttling",
        (Piece("accounts.credentials:_attempt", "count_attempt(username, network)", "None"),),
        ("tests/accounts/test_throttling.py",),
    ),
    Guard(
        "constant-time",
        "A sign-in takes as long for an unknown address",
        "a stranger who measures which addresses have accounts",
        "OWASP Authentication",
        (
            Piece(
                "accounts.backends:AccountBackend.authenticate",
                'verify_password(password, encoded or "!")',
                "verify_password(password, encoded) if encoded else (False, False)",
            ),
            Piece("accounts.backends:AccountBackend.authenticate", "spend_the_rest(encoded, password)", "None"),
        ),
        ("tests/accounts/test_hashing.py", "tests/accounts/test_credentials.py"),
    ),
    Guard(
        "role",
        "The role is asked",
        "somebody signed in who calls what is not theirs",
        "OWASP Top 10, A01",
        (
            Piece(
                "accounts.permissions:HasRoleAdmin.has_permission",
                'bool(request.user.is_authenticated and claims(request.user)["role"] == "admin")',
                "True",
            ),
        ),
        ("tests/contract/test_contract.py",),
    ),
    Guard(
        "own-logins",
        "One's own logins alone",
        "alice, who ends bob's login by its id",
        "OWASP API Security, API1",
        (
            Piece(
                "jwt_auth.families.views:EndLoginView.delete",
                "self.kind._default_manager.filter(account_id=request.user.id, public_id=login_id)",
                "self.kind._default_manager.filter(public_id=login_id)",
            ),
            Piece(
                "sessions_auth.login_views:EndLoginView.delete",
                "Session.objects.filter(account_id=request.user.id, scope=mode_of(request), public_id=login_id)",
                "Session.objects.filter(public_id=login_id)",
            ),
        ),
        ("tests/contract/test_contract.py",),
    ),
    Guard(
        "signature",
        "The signature is verified",
        "a token with its claims rewritten",
        "RFC 7515 §5.2",
        (Piece(SIGNATURES, "not jws.validate_compact(found, key, registry=REGISTRIES[key.alg])", "False"),),
        ("tests/jwt_auth/test_verification.py",),
    ),
    Guard(
        "algorithm",
        "The key's own algorithm, not the token's",
        "alg none, and an HMAC made with the public key",
        "RFC 8725 §3.1",
        (
            Piece(SIGNATURES, 'header.get("alg") != key.alg', "False"),
            Piece(
                SIGNATURES,
                "jws.validate_compact(found, key, registry=REGISTRIES[key.alg])",
                "__guard_weak__.trusting(found, header, key, REGISTRIES[key.alg])",
            ),
        ),
        ("tests/jwt_auth/test_verification.py",),
    ),
    Guard(
        "own-keys",
        "Keys from the server's own set",
        "a token that brings the key it was signed with",
        "RFC 8725 §3.5",
        (
            Piece(
                SIGNATURES,
                'key_set.get(header["kid"]) if "kid" in header else default',
                '__guard_weak__.key_in(header) or (key_set.get(header["kid"]) if "kid" in header else default)',
            ),
        ),
        ("tests/jwt_auth/test_verification.py",),
    ),
    Guard(
        "typ",
        "typ says what kind of token",
        "a token of another kind, signed by the same key",
        "RFC 8725 §3.11",
        (Piece(f"{TOKENS}:Token.read", 'header.get("typ") != self.token_type', "False"),),
        ("tests/jwt_auth/test_verification.py", "tests/jwt_auth/test_isolation.py"),
    ),
    Guard(
        "aud",
        "aud says for whom",
        "a token of one service used at another",
        "RFC 8725 §3.9",
        (Piece(f"{TOKENS}:Token.verify", 'claims.get("aud") != self.audience', "False"),),
        ("tests/jwt_auth/test_isolation.py", "tests/jwt_auth/test_verification.py"),
    ),
    Guard(
        "iss",
        "iss says from whom",
        "a token of another issuer under the same key",
        "RFC 8725 §3.8",
        (Piece(f"{TOKENS}:Token.verify", 'claims.get("iss") != conf.JWT_ISSUER', "False"),),
        ("tests/jwt_auth/test_verification.py",),
    ),
    Guard(
        "exp",
        "exp ends a token",
        "a copied token that is good for ever",
        "RFC 7519 §4.1.4",
        (Piece(f"{TOKENS}:Token.verify", 'claims["exp"] <= self.current_time.timestamp()', "False"),),
        ("tests/contract/test_differences.py", "tests/jwt_auth/test_verification.py"),
    ),
    Guard(
        "reuse",
        "A used refresh token ends the family",
        "a stolen refresh token that is traded in after its owner's",
        "RFC 9700 §4.14",
        (
            Piece(
                f"{ROTATION}:rotate",
                'token["gen"] == family.generation - 1 and is_young(family)',
                "True",
            ),
        ),
        ("tests/jwt_auth/test_refresh_rules.py",),
    ),
    Guard(
        "atomic-rotation",
        "Rotation is one conditional UPDATE",
        "one token traded in many times at the same moment",
        "docs/adr/0005",
        (
            Piece(
                f"{ROTATION}:advance",
                "_advance(type(family)).run(family=family.pk, **still, **changed)",
                "type(family)._default_manager.filter(pk=family.pk).update(**changed)",
            ),
        ),
        ("tests/races/test_rotation.py",),
        attack=False,
    ),
    Guard(
        "logout-revokes",
        "Signing out revokes the refresh token",
        "a refresh token that outlives the sign-out",
        "RFC 9700 §4.14",
        (
            Piece(
                "jwt_auth.families.views:sign_out",
                "family is not None and bool(end_logins([family], TokenFamily.Reason.LOGOUT))",
                "family is not None",
            ),
        ),
        ("tests/contract/test_differences.py",),
    ),
    Guard(
        "fail-closed",
        "A denylist that can't be asked lets nobody in",
        "a sign-out undone by stopping Redis",
        "OWASP, fail securely",
        (
            Piece(
                "jwt_auth.dial:check",
                "redis.mget(keys) if len(keys) > 1 else [redis.get(keys[0])]",
                "__guard_weak__.unless_down(lambda: redis.mget(keys) if len(keys) > 1 else [redis.get(keys[0])])",
            ),
        ),
        ("tests/jwt_auth/test_denylist.py", "tests/jwt_auth/test_dial.py"),
        attack=False,
    ),
    Guard(
        "proof-method",
        "A proof is for one method",
        "a proof taken from another call",
        "RFC 9449 §4.3",
        (Piece("jwt_auth.proofs.proof:verify", 'claims.get("htm") != method', "False"),),
        ("tests/dpop/test_proof.py",),
    ),
    Guard(
        "proof-address",
        "A proof is for one address",
        "a proof sent to another server, and passed on",
        "RFC 9449 §4.3",
        (Piece("jwt_auth.proofs.proof:verify", 'not is_same_url(claims.get("htu"), url)', "False"),),
        ("tests/dpop/test_proof.py",),
    ),
    Guard(
        "proof-age",
        "A proof is for a minute",
        "a proof that somebody has kept",
        "RFC 9449 §11.1",
        (Piece("jwt_auth.proofs.proof:verify", "not abs(int(time.time()) - issued_at) <= SECONDS", "False"),),
        ("tests/dpop/test_proof.py",),
    ),
    Guard(
        "proof-token",
        "A proof is for one access token",
        "a proof used with another token",
        "RFC 9449 §4.3",
        (
            Piece(
                "jwt_auth.proofs.proof:verify",
                'access_token is not None and claims.get("ath") != hash_of(access_token)',
                "False",
            ),
        ),
        ("tests/dpop/test_proof.py",),
    ),
    Guard(
        "proof-once",
        "A proof counts once",
        "a proof that was overheard, sent again",
        "RFC 9449 §11.1",
        (
            Piece(
                "jwt_auth.proofs.replay:refuse_replay",
                'not caches["default"].add(PREFIX + digest, 1, timeout=max(1, math.ceil(left) + 1))',
                "False",
            ),
        ),
        ("tests/dpop/test_replay.py",),
    ),
)
BY_NAME = {guard.name: guard for guard in GUARDS}
# Where Django's settings are read: by this piece's away, a run's own value counts. `conf` is `switch`'s own affair.
SETTINGS = "settings"
READERS = (
    Piece(f"{STORES}:engine", "settings.SESSION_ENGINE", '__guard_setting__("SESSION_ENGINE")'),
    Piece(f"{STORES}:name_in_use", "settings.SESSION_ENGINE", '__guard_setting__("SESSION_ENGINE")'),
)
PIECES = [(guard.name, piece) for guard in GUARDS for piece in guard.pieces]
PIECES += [(SETTINGS, piece) for piece in READERS]


def targets_of(names: set[str]) -> set[str]:
    """The functions in which these guards stand."""
    return {piece.target for name, piece in PIECES if name in names}
