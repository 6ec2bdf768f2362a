"""The list of logins, and what ends one: the same for every mode that keeps families; each names its `kind`."""

from typing import Any, ClassVar

from django.db import transaction
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.events import record, record_all
from accounts.exceptions import TokenRevoked
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.signals import announce_logout
from accounts.views import ApiView, login_entry

from ..dial import ends_tracked_logins
from ..not_before import move_around
from ..tokens import Token
from .logins import Family, access_ends, end_logins, last_seen, live_logins
from .models import TokenFamily
from .rotation import family_of, live_family


class FamiliesView(ApiView):
    kind: ClassVar[type[TokenFamily]]


class LoginsView(FamiliesView):
    """This account's live logins: listed, newest first; or ended, all but the one that asks."""

    def get(self, request: SignedInRequest) -> Response:
        rows = live_logins(self.kind, request.user.id)
        logins = [login_entry(row, *last_seen(row), row.public_id == request.auth.login_id) for row in rows]
        return Response({"tracked": True, "logins": logins})

    def delete(self, request: SignedInRequest) -> Response:
        """End the others; keep the one that asks."""
        rows = [row for row in live_logins(self.kind, request.user.id) if row.public_id != request.auth.login_id]
        ended = end_logins(rows, TokenFamily.Reason.ENDED)
        record_ends(request, rows)
        return Response({"revokedLogins": ended})


class EndLoginView(FamiliesView):
    """End one of one's own logins; 404 for anything else."""

    def delete(self, request: SignedInRequest, login_id: str) -> Response:
        rows = self.kind._default_manager.filter(account_id=request.user.id, public_id=login_id)
        if not end_logins(rows, TokenFamily.Reason.ENDED):
            raise NotFound
        record(AuthEvent.Kind.LOGIN_ENDED, request, request.user.id, self.kind.mode, login_id)
        return Response(status=204)


class LogoutAllView(FamiliesView):
    """End every login of this account at this mode, the one that asks included."""

    def post(self, request: SignedInRequest) -> Response:
        rows = live_logins(self.kind, request.user.id)
        with transaction.atomic():
            move_around([request.user.id])
            ended = end_logins(rows, TokenFamily.Reason.ENDED)
        record_ends(request, rows)
        return Response({"revokedLogins": ended})


def record_ends(request: SignedInRequest, rows: list[Family]) -> None:
    ended = [(request.user.id, row.mode, row.public_id) for row in rows]
    record_all(AuthEvent.Kind.LOGIN_ENDED, request, ended)


def sign_out(kind: type[TokenFamily], request: Request, token: Token | None) -> Response:
    """Revoke the family that this token names, if it lives; until when its last access token opens anything all the
    same, the answer says."""
    found = family_of(kind, token) if token else None
    family = found[0] if found else None
    revoked = family is not None and bool(end_logins([family], TokenFamily.Reason.LOGOUT))
    if family and revoked:
        record(AuthEvent.Kind.LOGOUT, request, family.account_id, kind.mode, family.public_id)
        announce_logout(request, family.account_id)
    return Response({"revoked": revoked, "accessUsableUntil": usable_until(token, family)})


def give_up(kind: type[TokenFamily], request: SignedInRequest) -> str | None:
    """Revoke the family of the login that asks, once; returns until when its access token is usable all the same.
    Raises: TokenRevoked, 401, where it has ended, or another request was faster."""
    access: Any = request.auth
    family, _ = live_family(kind, access)
    if not end_logins([family], TokenFamily.Reason.LOGOUT):
        raise TokenRevoked("exchange")
    record(AuthEvent.Kind.LOGOUT, request, family.account_id, kind.mode, family.public_id)
    announce_logout(request, family.account_id)
    return usable_until(access, family)


def usable_until(token: Token | None, family: TokenFamily | None) -> str | None:
    """When the last access token of a login ends; None where it has, or has ended with its login."""
    if token is None or (family and ends_tracked_logins()):
        return None
    ends = access_ends(family.rotated_at.timestamp() if family else token["iat"])
    return clock.isoformat(ends) if ends else None
