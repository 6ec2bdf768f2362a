"""Sign in, sign out, and the list of logins, by session cookie."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.credentials import authenticate
from accounts.csrf import enforce_csrf, refuse_cross_site
from accounts.events import record, record_all
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.serializers import LoginSerializer
from accounts.views import ApiView, OpenView, identity, login_entry

from . import CARRIERS
from .authentication import Authentication
from .logins import end_logins, live_logins
from .middleware import API
from .models import Session
from .sign_in import MODE, sign_in, sign_out, with_session_of

LOGIN = LoginSerializer()


class LoginView(OpenView):
    """E-mail address and password in; a new session's cookie out."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        refuse_cross_site(request)
        fields = LOGIN.run_validation(request.data)
        return self.begin(request, fields, lambda: authenticate(request, fields["email"], fields["password"], MODE))

    @staticmethod
    def begin(request: Request, fields: dict[str, Any], who: Callable[[], Any]) -> Response:
        """Begin a login for whoever `who` names, which is asked once nothing else can be wrong with the request."""
        if fields.get("carrier", CARRIERS[0]) not in CARRIERS:
            raise ValidationError({"carrier": ["A session travels by cookie alone."]})
        account, own = who(), with_session_of(request, MODE)
        sign_in(own, account)
        session: Any = own.session
        expires_in = round((session.stored.expires_at - clock.now()).total_seconds())
        response = Response({"user": identity(account), "expiresIn": expires_in})
        if session is not getattr(request, "session", None):
            API.deliver(session, response)  # elsewhere no middleware does
        return response


class LogoutView(OpenView):
    """End the session and clear its cookie; whatever the cookie was worth, the answer is 200."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        _ = request.data  # malformed JSON is refused here as everywhere
        session: Any = request.session
        revoked = False
        if session.offered:
            enforce_csrf(request)
            revoked = sign_out(request)
        return Response({"revoked": revoked, "accessUsableUntil": None})

    @staticmethod
    def give_up(request: SignedInRequest, answer: HttpResponse) -> None:
        """End the login that asks, once; nothing of it is usable from then on. Raises: SessionExpired or InvalidToken,
        401, where another request was faster."""
        session: Any = request.auth
        if not session.end([session.stored]):
            raise request.successful_authenticator.ended("session")
        sign_out(request)


def mode_of(request: SignedInRequest) -> str:
    """Which mode's logins are meant: those of /session or of /opaque, which share the views below."""
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
