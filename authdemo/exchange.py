"""Changing modes: one mode's live login is traded for one of another, once. Off unless EXCHANGE=1: whoever may exchange
a token of minutes may have a login of weeks, so it is on while an application moves, and no longer."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.csrf import refuse_cross_site
from accounts.protocols import SignedInRequest
from accounts.views import DurableView, stored_account
from contract.calls import exchange_serializer
from contract.modes import MODES, Mode


class ExchangeView(DurableView):
    """This mode's credential in, a login of another mode out, as that mode's own sign-in answers. The one that asked
    ends first, in one atomic step, so of N exchanges at once one succeeds; what it still opens, the answer says."""

    mode: Mode | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not settings.EXCHANGE:
            raise NotFound
        super().initial(request, *args, **kwargs)

    def post(self, request: SignedInRequest) -> Response:
        assert self.mode  # noqa: S101 (said where it is mounted)
        refuse_cross_site(request)
        fields = exchange_serializer(self.mode).run_validation(request.data)
        other = next(mode for mode in MODES if mode.name == fields["mode"])
        give_up: Callable[[Request, HttpResponse], str | None] = self.mode.attribute("views", "LogoutView").give_up
        given_up, usable_until = HttpResponse(), None

        def who() -> Any:
            nonlocal usable_until
            account = stored_account(request)
            usable_until = give_up(request, given_up)
            return account

        response: Response = other.attribute("views", "LoginView").begin(request, fields, who)
        response.data["accessUsableUntil"] = usable_until
        for name, morsel in given_up.cookies.items():  # of one name, two of different paths
            response.cookies[f"{name} of {self.mode.prefix}"] = morsel
        return response
