"""The protected resources. They know no mode: each is mounted three times, with that mode's authentication.

`request.user` is an Account (session) or what a token claims (both JWT modes): id, email, role. `request.auth` is the
session or the token, and has a `login_id`.
"""

from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Account
from .passwords import change_password
from .permissions import HasRoleAdmin
from .protocols import Principal, SignedInRequest
from .serializers import PasswordSerializer, ProfileSerializer

PROFILE = ProfileSerializer()
PASSWORD = PasswordSerializer()


def identity(user: Principal) -> dict[str, Any]:
    """Who somebody is: {"id", "email", "role"}."""
    return {"id": user.id, "email": user.email, "role": user.role}


def stored_account(user: Principal) -> Account:
    """The account as the database has it now. Raises: NotFound, 404, when a token outlived it."""
    account = Account.objects.filter(pk=user.id).first()
    if account is None:
        raise NotFound("This account does not exist any more.")
    return account


class MeView(APIView):
    """Identity as this mode knows it: the store, or the claims."""

    def get(self, request: SignedInRequest) -> Response:
        return Response(identity(request.user))


class ProfileView(APIView):
    """Always read from the database; PATCH is the unsafe call that CSRF is about."""

    def get(self, request: SignedInRequest) -> Response:
        account = stored_account(request.user)
        return Response({**identity(account), "displayName": account.display_name})

    def patch(self, request: SignedInRequest) -> Response:
        fields = PROFILE.run_validation(request.data)
        account = stored_account(request.user)
        account.display_name = fields["displayName"]
        account.save(update_fields=["display_name"])
        return Response({**identity(account), "displayName": account.display_name})


class ReportView(APIView):
    """What only the role admin may see."""

    permission_classes = [IsAuthenticated, HasRoleAdmin]

    def get(self, request: SignedInRequest) -> Response:
        return Response({"accounts": Account.objects.count(), "generatedFor": request.user.email})


class PasswordView(APIView):
    """Change the password: ends the account's other logins in every mode, and keeps the one that asked."""

    def post(self, request: SignedInRequest) -> Response:
        fields = PASSWORD.run_validation(request.data)
        account = stored_account(request.user)
        mode = request.successful_authenticator.mode
        current, new, keep = fields["currentPassword"], fields["newPassword"], request.auth.login_id
        return Response({"revokedLogins": change_password(request._request, account, current, new, mode, keep)})
