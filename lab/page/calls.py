"""The page's calls beside the contract's own. All need the run's id in `X-Lab-Run`, which no foreign page can send (it
isn't a header that CORS lets through unasked), so none needs a CSRF token.
"""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Account

from . import participants, runs
from .clock import LONGEST


class LabView(APIView):
    """A call of the page's own, for the run it names. Raises: ValidationError, 400, for none."""

    permission_classes = []
    schema = None  # the page's own: no part of the contract
    run: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        run = runs.run_of(request._request)
        if run is None:
            raise ValidationError({"X-Lab-Run": ["Thirty-two characters of 0-9 and a-z."]})
        self.run = run

    def sent(self, name: str, otherwise: Any) -> Any:
        """A field of the body, which may be any JSON."""
        data = self.request.data
        return data.get(name, otherwise) if isinstance(data, dict) else otherwise

    def chosen(self, name: str, choices: Any) -> str:
        """A field of the body that takes one of these values. Raises: ValidationError, 400."""
        field = serializers.ChoiceField(choices=list(choices))
        try:
            return str(field.run_validation(self.sent(name, "")))
        except ValidationError as fault:
            raise ValidationError({name: fault.detail}) from fault

    def seconds(self) -> int:
        """The page's clock, for what an attacker does at the page's own time."""
        value = self.sent("clock", 0)
        return min(LONGEST, max(0, value)) if type(value) is int else 0

    def token(self, name: str) -> str:
        """A field of the body that a header can carry as a token. Raises: ValidationError, 400."""
        try:
            return str(
                serializers.RegexField(r"^[A-Za-z0-9_.-]+$", max_length=4096).run_validation(self.sent(name, None))
            )
        except ValidationError as fault:
            raise ValidationError({name: fault.detail}) from fault

    def person(self, name: str) -> Account:
        account = participants.copies(self.run).get(name)
        if account is None:
            raise NotFound
        return account
