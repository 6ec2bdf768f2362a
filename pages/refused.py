"""A refusal as a page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from rest_framework.exceptions import APIException

from accounts.errors import body_of, headers_of


def refused(request: HttpRequest, fault: APIException) -> HttpResponse:
    """The same answer as the API's, for people."""
    shown = {"status": HTTPStatus(fault.status_code), "body": body_of(fault)}
    page = render_to_string("pages/refused.html", shown, request)
    response = HttpResponse(page, status=fault.status_code, headers=headers_of(fault))
    response.refusal = fault  # type: ignore[attr-defined]
    return response
