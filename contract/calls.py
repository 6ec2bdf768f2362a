"""The contract's calls as data: what each takes, gives and may refuse. The schema and the browsable pages are drawn
from this list; `tests/schema` holds the running server to it."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from rest_framework import exceptions
from rest_framework.serializers import CharField, ChoiceField, Serializer

from accounts import exceptions as refused
from accounts.serializers import (
    LoginSerializer,
    LogoutSerializer,
    PasswordSerializer,
    ProfileSerializer,
    RefreshTokenSerializer,
)

from .modes import MODES, Mode

# Every code with the exception that carries it: its status and its sentence are an error's example.
ERRORS: dict[str, type[exceptions.APIException]] = {
    "invalid": exceptions.ValidationError,
    "invalid_credentials": refused.InvalidCredentials,
    "not_authenticated": exceptions.NotAuthenticated,
    "permission_denied": exceptions.PermissionDenied,
    "csrf_failed": refused.CsrfFailed,
    "not_found": exceptions.NotFound,
    "too_large": refused.TooLarge,
    "unsupported_media_type": exceptions.UnsupportedMediaType,
    "throttled": exceptions.Throttled,
    "store_unavailable": refused.StoreUnavailable,
}
BODY = ("invalid", "too_large", "unsupported_media_type")
TOKEN: dict[str, type[exceptions.APIException]] = {
    "invalid_token": refused.InvalidToken,
    "token_expired": refused.TokenExpired,
    "token_revoked": refused.TokenRevoked,
}
# What each mode says of a credential that it doesn't take; and of one that was good for one thing only.
CREDENTIAL: dict[str, dict[str, type[exceptions.APIException]]] = {
    "session": {"session_expired": refused.SessionExpired},
    "jwt": TOKEN,
    "jwt-refresh": TOKEN,
    "opaque": {"invalid_token": refused.InvalidToken},
    "jwt-dpop": TOKEN,
}
ONCE: dict[str, dict[str, type[exceptions.APIException]]] = {
    "jwt-refresh": {"refresh_reused": refused.RefreshReused},
    "jwt-dpop": {"refresh_reused": refused.RefreshReused},
}
# … and, where tokens are bound to a key, of what has to prove it.
PROOF: dict[str, dict[str, type[exceptions.APIException]]] = {
    "jwt-dpop": {"invalid_dpop_proof": refused.InvalidProof, "use_dpop_nonce": refused.NonceNeeded},
}
for own in (*CREDENTIAL.values(), *ONCE.values(), *PROOF.values()):
    ERRORS |= own


@dataclass(frozen=True)
class Call:
    """One call under a prefix. `gives` names a schema in contract.bodies; None: an answer without a body."""

    method: str
    path: str
    title: str
    says: str
    gives: str | None = None
    takes: Serializer[Any] | None = None
    codes: tuple[str, ...] = ()
    needs: str = "login"  # or "nothing", or "refresh": a refresh token, or what is left of a login
    modes: tuple[str, ...] = tuple(mode.name for mode in MODES)
    switch: str = ""  # the setting that must be on

    @property
    def unsafe(self) -> bool:
        return self.method not in ("GET", "HEAD", "OPTIONS")

    def proven_to(self, mode: Mode) -> tuple[str, ...]:
        """The modes that refuse it without a proof where their tokens are bound to a key."""
        if self.switch == "EXCHANGE":  # which leads to any of them
            return tuple(each.name for each in MODES)
        return () if self.path in ("", "logout") else (mode.name,)

    def refusals(self, mode: Mode) -> tuple[str, ...]:
        """Every code that this call may answer with, in this mode."""
        credential = ("not_authenticated", *CREDENTIAL[mode.name]) if self.needs == "login" else ()
        return (
            *self.codes,
            *credential,
            *(code for name in self.proven_to(mode) for code in PROOF.get(name, ())),
            "store_unavailable",
        )


CALLS = (
    Call("GET", "", "Overview", "This mode: who is signed in here, until when, and every call.", "Overview", None, (),
         "nothing"),
    Call("POST", "login", "Sign in", "E-mail address and password in; a credential out, by the carrier asked for.",
         "Login", LoginSerializer(), (*BODY, "invalid_credentials", "csrf_failed", "throttled"), "nothing"),
    Call("GET", "me", "Who am I", "Identity as this mode knows it: the store, or the claims.", "Identity"),
    Call("GET", "profile", "Profile", "Always read from the database.", "Profile"),
    Call("PATCH", "profile", "Edit the profile", "The unsafe call that CSRF is about.", "Profile", ProfileSerializer(),
         (*BODY, "csrf_failed")),
    Call("GET", "report", "Report", "Needs the role admin, as the mode knows it.", "Report", None,
         ("permission_denied",)),
    Call("GET", "logins", "Logins", "This account's live logins in this mode, newest first.", "LoginList"),
    Call("DELETE", "logins", "End the other logins", "All of one's own in this mode but the one that asks.", "Revoked",
         None, ("csrf_failed",)),
    Call("DELETE", "logins/{login_id}", "End a login", "One of one's own; its id stands in the list.", None, None,
         ("not_found", "csrf_failed")),
    Call("POST", "refresh-token", "Refresh", "A refresh token in, unless it came by cookie; the next pair out.",
         "Tokens", RefreshTokenSerializer(), (*BODY, *TOKEN, "refresh_reused", "csrf_failed"), "refresh",
         tuple(ONCE)),
    Call("POST", "password", "Change the password", "Ends the account's other logins in every mode; keeps this one.",
         "Revoked", PasswordSerializer(), (*BODY, "csrf_failed", "throttled")),
    Call("POST", "exchange", "Change modes", "Trades this login for one of another mode, once.", "Exchange",
         None, (*BODY, "csrf_failed"), switch="EXCHANGE"),
    Call("POST", "logout", "Sign out", "Says honestly what was revoked, and until when an access token still works.",
         "Logout", LogoutSerializer(), (*BODY, "csrf_failed"), "refresh"),
    Call("POST", "logout-all", "Sign out everywhere", "Ends every login of this account in this mode.", "Revoked",
         None, ("csrf_failed",)),
)  # fmt: skip


def calls_of(mode: Mode) -> tuple[Call, ...]:
    """Those that this server answers: `exchange` is off by default."""
    return tuple(c for c in CALLS if mode.name in c.modes and (not c.switch or getattr(settings, c.switch)))


def find_calls(mode: Mode, path: str) -> tuple[Call, ...]:
    """The calls at this path under the mode's prefix: the one path may take several methods."""
    login = path.startswith("logins/") and path.count("/") == 1
    return tuple(call for call in calls_of(mode) if call.path == ("logins/{login_id}" if login else path))


@cache
def exchange_serializer(mode: Mode) -> Serializer[Any]:
    """What `exchange` takes under this mode's prefix: the name of another mode, and one of its carriers."""
    others = [other.name for other in MODES if other is not mode]
    fields = {"mode": ChoiceField(others), "carrier": CharField(max_length=16, required=False, trim_whitespace=False)}
    kind: type[Serializer[Any]] = type(f"{pascal(mode)}ExchangeSerializer", (Serializer,), fields)
    return kind()


def pascal(mode: Mode) -> str:
    return "".join(word[0].upper() + word[1:] for word in mode.title.split() if word.isalpha())


def takes(call: Call, mode: Mode) -> Serializer[Any] | None:
    """What this call takes in this mode: a login names one of the mode's carriers; some modes have refresh tokens."""
    if call.path == "login":
        name = f"{pascal(mode)}LoginSerializer"
        found: type[Serializer[Any]] = type(
            name, (LoginSerializer,), {"carrier": ChoiceField(mode.carriers, required=False)}
        )
        return found()
    if call.path == "exchange":
        return exchange_serializer(mode)
    return None if call.path == "logout" and mode.name not in ONCE else call.takes
