"""The list of logins, and what ends one: the same for both modes that keep sessions, each with its own."""

from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from accounts.events import record, record_all
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.views import ApiView, login_entry

from .logins import end_logins, live_logins
from .models import Session
from .sign_in import sign_out


def mode_of(request: SignedInRequest) -> str:
    """Which mode's logins are meant."""
    return request.successful_authenticator.mode


class LoginsView(ApiView):
    """This account's live logins: listed, newest first; or ended, all but the one that asks."""

    def get(self, request: SignedInRequest) -> Response:
        rows = live_logins(request.user.id, mode_of(request))
        current = request.auth.login_id
        logins = [login_entry(row, row.last_used_at, row.expires_at, row.public_id == current) for row in rows]
        return Response({"tracked": True, "logins": logins})

    def delete(self, request: SignedInRequest) -> Response:
        """End the others; keep the one that asks."""
        listed = live_logins(request.user.id, mode_of(request))
        rows = [row for row in listed if row.public_id != request.auth.login_id]
        ended = end_logins(rows)
        record_all(
            AuthEvent.Kind.LOGIN_ENDED, request, [(request.user.id, mode_of(request), row.public_id) for row in rows]
        )
        return Response({"revokedLogins": ended})


class EndLoginView(ApiView):
    """End one of one's own logins; 404 for anything else."""

    def delete(self, request: SignedInRequest, login_id: str) -> Response:
        rows = Session.objects.filter(account_id=request.user.id, scope=mode_of(request), public_id=login_id)
        if not end_logins(rows):
            raise NotFound
        record(AuthEvent.Kind.LOGIN_ENDED, request, request.user.id, mode_of(request), login_id)
        return Response(status=204)


class LogoutAllView(ApiView):
    """End every login of this account at this mode, the one that asks included."""

    def post(self, request: SignedInRequest) -> Response:
        rows = live_logins(request.user.id, mode_of(request))
        ended = end_logins(rows)
        record_all(
            AuthEvent.Kind.LOGIN_ENDED, request, [(request.user.id, mode_of(request), row.public_id) for row in rows]
        )
        request.session.flush()
        return Response({"revokedLogins": ended})


def give_up(request: SignedInRequest, answer: HttpResponse) -> None:
    """End the login that asks, once; nothing of it is usable from then on. Raises: SessionExpired or InvalidToken,
    401, where another request was faster."""
    session: Any = request.auth
    if not session.end([session.stored]):
        raise request.successful_authenticator.ended("session")
    sign_out(request)
