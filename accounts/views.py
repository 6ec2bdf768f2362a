"""The protected resources. They know no mode: each is mounted once a mode, with that mode's authentication.

`request.user` is an Account, or what a token claims: id, email, role. `request.auth` is the session or the token, and
has a `login_id`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from . import clock
from .claims import claims
from .conf import conf
from .credentials import User
from .errors import exception_handler
from .passwords import change_password
from .permissions import HasRoleAdmin
from .protocols import LoginRow, Principal, SignedInRequest
from .rendering import JSONParser, JSONRenderer, Negotiation
from .serializers import PasswordSerializer, ProfileSerializer

_headers: dict[type, dict[str, str]] = {}
PROFILE = ProfileSerializer()
PASSWORD = PasswordSerializer()


def identity(user: Principal) -> dict[str, Any]:
    """Who somebody is: {"id", "email", "role"}."""
    return claims(user)


def stored_account(request: SignedInRequest) -> Any:
    """The account as the database has it now; `as_of` when whoever asks was judged, since nothing that is issued to
    them may seem younger. Raises: what the mode says of a login that is over, 401, when the credential outlived its
    account or that was deactivated."""
    account = User._default_manager.filter(pk=request.user.id, is_active=True).first()
    if account is None:
        raise request.successful_authenticator.ended("account")
    account.as_of = getattr(request.user, "as_of", None)
    return account


def login_entry(row: LoginRow, last_used_at: datetime, expires_at: datetime, current: bool) -> dict[str, Any]:
    """One login as `GET logins` lists it."""
    return {
        "id": row.public_id,
        "createdAt": clock.isoformat(row.created_at),
        "lastUsedAt": clock.isoformat(last_used_at),
        "expiresAt": clock.isoformat(expires_at),
        "ipAddress": row.ip_address,
        "userAgent": row.user_agent,
        "current": current,
    }


class ApiView(APIView):
    """A call for whoever is signed in. It brings what it needs along, whatever a project's REST_FRAMEWORK says."""

    authentication_classes: Sequence[type[BaseAuthentication]] = ()
    permission_classes: Sequence[Any] = (IsAuthenticated,)
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = Negotiation

    def get_exception_handler(self) -> Any:
        return exception_handler

    @property
    def default_response_headers(self) -> dict[str, str]:
        """REST framework's, put together once a class; and no cache stores an answer (RFC 9111 §5.2.2.5)."""
        view_class = type(self)
        if view_class not in _headers:
            _headers[view_class] = {**super().default_response_headers, "Cache-Control": "no-store"}
        return dict(_headers[view_class])


class DurableView(ApiView):
    """What it writes is committed before it answers, a refusal too: a login that was ended for reuse stays ended, a
    wrong password is an event. Under ATOMIC_REQUESTS, REST framework's own exception handler would undo both."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        return transaction.non_atomic_requests(super().as_view(**initkwargs))


class OpenView(DurableView):
    """For whoever has no credential yet, or a dead one: none is looked at before the view asks."""

    permission_classes = ()

    def perform_authentication(self, request: Request) -> None: ...


class MeView(ApiView):
    """Identity as this mode knows it: the store, or the claims."""

    def get(self, request: SignedInRequest) -> Response:
        return Response(identity(request.user))


class ProfileView(ApiView):
    """Always read from the database; PATCH is the unsafe call that CSRF is about."""

    def get(self, request: SignedInRequest) -> Response:
        account = stored_account(request)
        return Response({**identity(account), "displayName": getattr(account, conf.DISPLAY_NAME_FIELD)})

    def patch(self, request: SignedInRequest) -> Response:
        fields = PROFILE.run_validation(request.data)
        rows = User._default_manager.filter(pk=request.user.id, is_active=True)
        rows.update(**{conf.DISPLAY_NAME_FIELD: fields["displayName"]})
        return self.get(request)


class ReportView(ApiView):
    """What only the role admin may see."""

    permission_classes = (IsAuthenticated, HasRoleAdmin)

    def get(self, request: SignedInRequest) -> Response:
        return Response({"accounts": User._default_manager.count(), "generatedFor": request.user.email})


class PasswordView(DurableView):
    """Change the password: ends the account's other logins in every mode, and keeps the one that asked."""

    def post(self, request: SignedInRequest) -> Response:
        fields = PASSWORD.run_validation(request.data)
        account = stored_account(request)
        mode = request.successful_authenticator.mode
        current, new, keep = fields["currentPassword"], fields["newPassword"], request.auth.login_id
        return Response({"revokedLogins": change_password(request, account, current, new, mode, keep)})
