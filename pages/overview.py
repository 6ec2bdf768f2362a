"""The root of each mode: the slides' steps in order, each with the call that does it; for API clients, an index."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.middleware.csrf import get_token
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.views import ApiView
from contract.calls import calls_of
from contract.modes import Mode

from .standing import standing_of


@dataclass(frozen=True)
class Step:
    """One numbered step of the slides, and the call in which it can be seen."""

    title: str
    says: str
    path: str


STEPS = {
    "session": (
        Step("User logs in", "The client sends e-mail and password; the server verifies them.", "login"),
        Step("Server creates a session", "It keeps who this is, under a unique id: one row in this list.", "logins"),
        Step("Session id sent to client", "Set-Cookie: sessionId=…; HttpOnly; Secure; SameSite=Lax.", "login"),
        Step("Client sends session cookie", "On every request the browser attaches it by itself.", "me"),
        Step("Server verifies the session", "It looks the id up and reads the account, fresh each time.", "profile"),
    ),
    "jwt": (
        Step("User logs in", "The client sends e-mail and password.", "login"),
        Step("Server verifies credentials", "And signs a token that says who, as which role, until when.", "login"),
        Step("Token is sent back to client", "In the JSON (carrier body), or in a cookie.", "login"),
        Step("Client stores token", "The server remembers nothing: there is no list to look into.", "logins"),
        Step("Client sends token in each request", "Authorization: Bearer …, or by cookie.", "me"),
        Step("Server verifies token", "By the signature and the time alone: no look-up, so no way back.", "logout"),
    ),
    "jwt-refresh": (
        Step("User logs in", "The server returns an access token for minutes and a refresh token for days.", "login"),
        Step("Client stores tokens", "The access token goes with each request; the other is kept safe.", "me"),
        Step("When access token expires", "The refresh token buys the next pair; each is good once.", "refresh-token"),
        Step("Logout", "The server revokes the refresh token; the last access token ends within minutes.", "logout"),
    ),
    "jwt-dpop": (
        Step("Client makes a key", "It never leaves: a script can sign with it, and not read it.", "login"),
        Step("User logs in", "With a proof by that key; both tokens name it (cnf).", "login"),
        Step("Client proves each request", "Authorization: DPoP …, and a proof for this one request, once.", "me"),
        Step("When access token expires", "The refresh token and its key buy the next pair.", "refresh-token"),
        Step("Logout", "As in mode 3: the family is revoked; the last access token ends soon.", "logout"),
    ),
    "opaque": (
        Step("User logs in", "The client sends e-mail and password; the server verifies them.", "login"),
        Step("Server creates a session", "In the same stores as mode 1: one row in this list.", "logins"),
        Step("Token is sent back to client", "In the JSON: random, so it says nothing to who reads it.", "login"),
        Step("Client sends token in each request", "Authorization: Bearer ses_…; no browser does it by itself.", "me"),
        Step("Server looks the token up", "And reads the account, fresh each time.", "profile"),
        Step("Logout", "The session is deleted: the token is worth nothing from that moment on.", "logout"),
    ),
}
RECORDS = {
    "session": ("admin:sessions_auth_session_changelist", "", "Sessions in the admin"),
    "jwt": ("admin:accounts_authevent_changelist", "?mode=jwt", "Events in the admin (a bare JWT leaves no login)"),
    "jwt-refresh": ("admin:jwt_refresh_tokenfamily_changelist", "", "Token families in the admin"),
    "jwt-dpop": ("admin:jwt_dpop_tokenfamily_changelist", "", "Bound token families in the admin"),
    "opaque": ("admin:sessions_auth_session_changelist", "?scope__exact=opaque", "Sessions in the admin"),
}


def overview_of(mode: Mode) -> dict[str, Any]:
    name, query, label = RECORDS[mode.name]
    return {
        "steps": STEPS[mode.name],
        "card": read_card(mode.card),
        "records": (reverse(name) + query, label),
        "source": f"{mode.prefix}/source" if settings.DEMO else "",
        "account_page": f"{mode.prefix}/account" if mode.name == "session" else "",
    }


def read_card(card: str) -> dict[str, Any]:
    """A mode card taken apart: its title, (term, text) for each line of its table, its sources."""
    title, _, table = card.strip().partition("\n\n")
    table, _, sources = table.partition("\nSource: ")
    rows: list[tuple[str, str]] = []
    for line in table.splitlines():
        term, gap, text = line.partition("  ")
        if term and gap:
            rows.append((term, text.strip()))
        else:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.strip()}")
    return {"title": title, "rows": rows, "sources": " ".join(sources.split())}


class OverviewView(ApiView):
    """Who is signed in here, until when, and every call: 200 for everybody."""

    authentication_classes = ()
    permission_classes = ()
    mode: Mode = None  # type: ignore[assignment]  # as_view's

    def get(self, request: Request) -> Response:
        if "HTTP_ORIGIN" in request.META:  # a page of another origin can't read this host's cookies, but an answer's
            get_token(request._request)  # X-CSRFToken, which goes out with the cookie
        standing = standing_of(request, self.mode)
        return Response(
            {
                "mode": self.mode.name,
                "title": self.mode.title,
                "signedIn": standing.who,
                "code": standing.code,
                "expiresAt": standing.expires_at,
                "renewableUntil": standing.renewable_until,
                "calls": [
                    {"method": call.method, "url": f"{self.mode.prefix}/{call.path}".rstrip("/"), "says": call.says}
                    for call in calls_of(self.mode)
                ],
            }
        )
