"""Django's CSRF check, asked for where a credential came by cookie; and what a login refuses without one.

Both let in the origins that CORS_ALLOWED_ORIGINS names, beside this host's own. They may call the API and nothing more:
Django's CSRF_TRUSTED_ORIGINS would open the admin and every other form to them too.
"""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import CSRFCheck as _CSRFCheck

from .exceptions import CsrfFailed


def _unused(request: HttpRequest) -> HttpResponse:
    raise AssertionError("the check answers before any view")


FOREIGN = "The request comes from an origin that is neither this host's nor one that CORS_ALLOWED_ORIGINS names."
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")  # RFC 9110 §9.2.1, as Django's check has them
_CSRF: Any = _CSRFCheck  # the stubs know neither what tells origins apart nor that a check needs no view


def named_origins() -> set[str]:
    """The pages of other hosts that may call with credentials; none unless the project says so."""
    return set(getattr(settings, "CORS_ALLOWED_ORIGINS", ()))


class CSRFCheck(_CSRF):  # type: ignore[misc]
    @cached_property
    def allowed_origins_exact(self) -> set[str]:
        return {*super().allowed_origins_exact, *named_origins()}


def is_foreign(request: HttpRequest) -> bool:
    """Whether a browser names an origin that is neither this host's nor a named one."""
    return "HTTP_ORIGIN" in request.META and not CSRFCheck(_unused)._origin_verified(request)


def enforce_csrf(request: HttpRequest) -> None:
    """The request is safe by method, or carries the CSRF token and comes from this origin or a named one.

    Raises: CsrfFailed, 403. Source: Django's own check: the Origin first, then the token, an
    unsigned double-submit cookie, masked anew in each answer (OWASP CSRF Prevention Cheat Sheet).
    """
    if request.method in SAFE:
        return
    if is_foreign(request):
        raise CsrfFailed(FOREIGN, "origin")
    check = CSRFCheck(_unused)
    check.process_request(request)
    reason: Any = check.process_view(request, None, (), {})
    if reason:
        raise CsrfFailed(f"CSRF: {reason}", "origin" if reason.startswith("Referer") else "token")


def refuse_cross_site(request: HttpRequest) -> None:
    """A login needs no token, since there is nothing to ride on yet; but a foreign page may not sign its visitor in.

    A browser says where a request comes from (Origin, Sec-Fetch-Site); curl and phones say nothing and pass.
    Raises: CsrfFailed, 403. Source: Fetch Metadata, W3C; "login CSRF", Barth et al. 2008.
    """
    if request.META.get("HTTP_ORIGIN") in named_origins():
        return
    if request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site" or is_foreign(request):
        raise CsrfFailed(FOREIGN, "origin")
