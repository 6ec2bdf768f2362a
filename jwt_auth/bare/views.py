"""Sign in, sign out, and the list of logins, by bare access token."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.credentials import authenticate
from accounts.csrf import refuse_cross_site
from accounts.events import record
from accounts.models import AuthEvent
from accounts.protocols import SignedInRequest
from accounts.serializers import LoginSerializer
from accounts.signals import announce_login, announce_logout
from accounts.views import ApiView, OpenView, identity

from .. import denylist
from ..carriers import answer, chosen, clear_cookies
from ..not_before import move_around
from . import CARRIERS, PREFIX
from .authentication import Authentication
from .tokens import AccessToken

LOGIN = LoginSerializer()
MODE = Authentication.mode


class LoginView(OpenView):
    """E-mail address and password in; an access token out."""

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
        access = AccessToken.for_user(account)
        record(AuthEvent.Kind.LOGIN, request, account, MODE, access.login_id)
        announce_login(request, account)
        rotate_token(request)
        return answer(access, carrier, {"user": identity(account)}, PREFIX)


class LogoutView(OpenView):
    """Say honestly what is left of the token, and clear its cookie; whatever it was worth, the answer is 200."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        _ = request.data  # malformed JSON is refused here as everywhere
        access, by_cookie = Authentication().still_good(request)
        revoked, usable_until = False, None
        if access:
            revoked = denylist.deny([access.login_id], access.expires_in)
            usable_until = None if revoked else clock.isoformat(access["exp"])
            record(AuthEvent.Kind.LOGOUT, request, int(access["sub"]), MODE, access.login_id)
            announce_logout(request, int(access["sub"]))
        response = Response({"revoked": revoked, "accessUsableUntil": usable_until})
        if by_cookie:
            clear_cookies(request, response, PREFIX)
        return response

    @staticmethod
    def give_up(request: SignedInRequest, answer: HttpResponse) -> str | None:
        """Give this token up, once; returns until when it is usable all the same. Raises: TokenRevoked, 401."""
        clear_cookies(request, answer, PREFIX)
        return denylist.give_up_once(request, MODE)


class LoginsView(ApiView):
    """Nothing is remembered, so nothing can be listed, nor ended."""

    def get(self, request: SignedInRequest) -> Response:
        return Response({"tracked": False, "logins": []})

    def delete(self, request: SignedInRequest) -> Response:
        return Response({"revokedLogins": 0})


class EndLoginView(ApiView):
    """Nothing is remembered, so there is nothing to end."""

    def delete(self, request: SignedInRequest, login_id: str) -> Response:
        raise NotFound


class LogoutAllView(ApiView):
    """Nothing is remembered, so no login can be ended: each token lives until it expires, or until the account's moment
    where the dial asks for that."""

    def post(self, request: SignedInRequest) -> Response:
        move_around([request.user.id])
        return Response({"revokedLogins": 0})
