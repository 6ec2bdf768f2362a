"""Sign in, sign out, and the list of logins, by access token, with a refresh token behind it, both bound to a key."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.credentials import authenticate
from accounts.csrf import refuse_cross_site
from accounts.events import record
from accounts.exceptions import TokenFault
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.serializers import LoginSerializer
from accounts.signals import announce_login
from accounts.views import OpenView, identity

from ..carriers import chosen
from ..families import views
from ..families.delivery import NEEDED, OFFERED, answer
from ..families.logins import end_excess
from ..families.pairs import issue
from ..families.rotation import rotate
from ..proofs.requests import proven
from ..tokens import Token
from . import CARRIERS, PREFIX
from .authentication import Authentication, proven_token
from .models import TokenFamily

LOGIN = LoginSerializer()
MODE = Authentication.mode


class LoginView(OpenView):
    """E-mail address and password in; an access token and a refresh token out, for whoever proves a key."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        refuse_cross_site(request)
        fields = LOGIN.run_validation(request.data)
        return self.begin(request, fields, lambda: authenticate(request, fields["email"], fields["password"], MODE))

    @staticmethod
    def begin(request: Request, fields: dict[str, Any], who: Callable[[], Any]) -> Response:
        """Begin a login for whoever `who` names, which is asked once nothing else can be wrong with the request."""
        carrier = chosen(fields, CARRIERS)
        thumbprint = proven(request)
        account = who()
        pair = issue(TokenFamily, request, account, carrier, thumbprint=thumbprint)
        record(AuthEvent.Kind.LOGIN, request, account, MODE, pair.access.login_id)
        end_excess(TokenFamily, request, account.pk)
        announce_login(request, account)
        rotate_token(request)
        return answer(pair, {"user": identity(account)}, PREFIX)


class LogoutView(OpenView):
    """Revoke the family that the refresh token names, or else the access token; whatever they were worth, which is
    nothing without their key, the answer is 200."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        return views.sign_out(TokenFamily, request, self.offered(request))

    @staticmethod
    def offered(request: Request) -> Token | None:
        """The token that names the login, None if none does."""
        raw = OFFERED.run_validation(request.data).get("refreshToken")
        if raw is not None:
            with suppress(TokenFault):
                return proven_token(request, raw)
        access, _ = Authentication().still_good(request)
        return access

    @staticmethod
    def give_up(request: SignedInRequest, answer: HttpResponse) -> str | None:
        """End the login that asks, once; returns until when its access token is usable all the same. Raises:
        TokenRevoked, 401."""
        return views.give_up(TokenFamily, request)


class LoginsView(views.LoginsView):
    kind = TokenFamily


class EndLoginView(views.EndLoginView):
    kind = TokenFamily


class LogoutAllView(views.LogoutAllView):
    kind = TokenFamily


class RefreshTokenView(OpenView):
    """A refresh token in, with its key's proof; a new access token and the next refresh token out."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        token = proven_token(request, NEEDED.run_validation(request.data)["refreshToken"])
        return answer(rotate(TokenFamily, request, token), {}, PREFIX)
