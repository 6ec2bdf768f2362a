"""Sign in, sign out, and the list of logins, by access token, with a refresh token behind it."""

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

from ..carriers import chosen, clear_cookies
from ..families import views
from ..families.delivery import answer, needed_refresh_token, offered_refresh_token
from ..families.logins import end_excess
from ..families.pairs import issue
from ..families.rotation import rotate
from ..tokens import Token
from . import CARRIERS, PREFIX
from .authentication import Authentication
from .models import TokenFamily
from .tokens import RefreshToken

LOGIN = LoginSerializer()
MODE = Authentication.mode


class LoginView(OpenView):
    """E-mail address and password in; an access token and a refresh token out."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        refuse_cross_site(request)
        fields = LOGIN.run_validation(request.data)
        return self.begin(request, fields, lambda: authenticate(request, fields["email"], fields["password"], MODE))

    @staticmethod
    def begin(request: Request, fields: dict[str, Any], who: Callable[[], Any]) -> Response:
        """Begin a login for whoever `who` names, which is asked once nothing else can be wrong with the request."""
        carrier = chosen(fields, CARRIERS)
        account = who()
        pair = issue(TokenFamily, request, account, carrier)
        record(AuthEvent.Kind.LOGIN, request, account, MODE, pair.access.login_id)
        end_excess(TokenFamily, request, account.pk)
        announce_login(request, account)
        rotate_token(request)
        return answer(pair, {"user": identity(account)}, PREFIX)


class LogoutView(OpenView):
    """Revoke the family that the refresh token names, or else the access token, and clear the cookies; whatever they
    were worth, the answer is 200."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        token, by_cookie = self.offered(request)
        response = views.sign_out(TokenFamily, request, token)
        if by_cookie:
            clear_cookies(request, response, PREFIX)
        return response

    @staticmethod
    def offered(request: Request) -> tuple[Token | None, bool]:
        """(the token that names the login, None if none does; whether it came by cookie)."""
        raw, by_cookie = offered_refresh_token(request)
        if raw is not None:
            with suppress(TokenFault):
                return RefreshToken(raw), by_cookie
        access, access_by_cookie = Authentication().still_good(request)
        return access, by_cookie or access_by_cookie

    @staticmethod
    def give_up(request: SignedInRequest, answer: HttpResponse) -> str | None:
        """End the login that asks, once; returns until when its access token is usable all the same. Raises:
        TokenRevoked, 401."""
        clear_cookies(request, answer, PREFIX)
        return views.give_up(TokenFamily, request)


class LoginsView(views.LoginsView):
    kind = TokenFamily


class EndLoginView(views.EndLoginView):
    kind = TokenFamily


class LogoutAllView(views.LogoutAllView):
    kind = TokenFamily

    def post(self, request: SignedInRequest) -> Response:
        response = super().post(request)
        clear_cookies(request, response, PREFIX)
        return response


class RefreshTokenView(OpenView):
    """A refresh token in; a new access token and the next refresh token out, by the carrier that the login chose."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        token = RefreshToken(needed_refresh_token(request))
        return answer(rotate(TokenFamily, request, token), {}, PREFIX)
