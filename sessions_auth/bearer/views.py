"""Sign in and sign out by opaque token; its logins are listed and ended as `login_views` does for both modes."""

from collections.abc import Callable
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import clock
from accounts.credentials import authenticate
from accounts.csrf import refuse_cross_site
from accounts.serializers import LoginSerializer
from accounts.views import OpenView, identity

from ..login_views import give_up
from ..sign_in import sign_in, sign_out, with_session_of
from . import CARRIERS
from .authentication import Authentication

LOGIN = LoginSerializer()
MODE = Authentication.mode


class LoginView(OpenView):
    """E-mail address and password in; a new session's token out."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        refuse_cross_site(request)
        fields = LOGIN.run_validation(request.data)
        return self.begin(request, fields, lambda: authenticate(request, fields["email"], fields["password"], MODE))

    @staticmethod
    def begin(request: Request, fields: dict[str, Any], who: Callable[[], Any]) -> Response:
        """Begin a login for whoever `who` names, which is asked once nothing else can be wrong with the request."""
        if fields.get("carrier", CARRIERS[0]) not in CARRIERS:
            raise ValidationError({"carrier": ["An opaque token travels in the body alone."]})
        account, own = who(), with_session_of(request, MODE)
        sign_in(own, account)
        session: Any = own.session
        expires_in = round((session.stored.expires_at - clock.now()).total_seconds())
        token = {"accessToken": session.session_key, "tokenType": "Bearer"}
        return Response({"user": identity(account), "expiresIn": expires_in, **token})


class LogoutView(OpenView):
    """End the session; whatever the token was worth, the answer is 200."""

    authentication_classes = [Authentication]

    def post(self, request: Request) -> Response:
        _ = request.data  # malformed JSON is refused here as everywhere
        session: Any = request.session
        revoked = bool(session.offered) and session.scope == MODE and sign_out(request)
        return Response({"revoked": revoked, "accessUsableUntil": None})

    give_up = staticmethod(give_up)
