"""Django's CSRF check, asked for where a credential came by cookie; and what a login refuses without one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import CSRFCheck as _CSRFCheck

from .exceptions import CsrfFailed


def _unused(request: HttpRequest) -> HttpResponse:
    raise AssertionError("the check answers before any view")


FOREIGN = ("Origin checking failed", "Referer checking failed")  # how Django's check begins these reasons
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110 §9.2.1, as Django's check has them
# The stubs know neither the method that tells origins apart nor that a check needs no view.
CSRFCheck: Any = _CSRFCheck


def enforce_csrf(request: HttpRequest) -> None:
    """The request is safe by method, or carries the CSRF token and comes from this origin.

    Raises: CsrfFailed, 403. Source: Django's own check: the Origin first, then the token, an
    unsigned double-submit cookie, masked anew in each answer (OWASP CSRF Prevention Cheat Sheet).
    """
    if request.method in SAFE:
        return
    check = CSRFCheck(_unused)
    check.process_request(request)
    reason: Any = check.process_view(request, None, (), {})
    if reason:
        raise CsrfFailed(f"CSRF: {reason}", "origin" if reason.startswith(FOREIGN) else "token")


def refuse_cross_site(request: HttpRequest) -> None:
    """A login needs no token, since there is nothing to ride on yet; but a foreign page may not sign its visitor in.

    A browser says where a request comes from (Origin, Sec-Fetch-Site); curl and phones say nothing and pass.
    Raises: CsrfFailed, 403. Source: Fetch Metadata, W3C; "login CSRF", Barth et al. 2008.
    """
    if request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site":
        raise CsrfFailed("A login has to come from this site.", "origin")
    if "HTTP_ORIGIN" in request.META and not CSRFCheck(_unused)._origin_verified(request):
        raise CsrfFailed("A login has to come from this site.", "origin")
