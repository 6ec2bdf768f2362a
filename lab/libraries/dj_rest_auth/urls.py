"""https://dj-rest-auth.readthedocs.io/en/latest/getting-started/quickstart/

With JWT_AUTH_COOKIE_USE_CSRF somebody has to set Django's CSRF cookie: `ensure_csrf_cookie`, as Django's documentation
has it (https://docs.djangoproject.com/en/5.2/howto/csrf/#using-csrf-protection-with-ajax), at a call of its own.
"""

from dj_rest_auth.jwt_auth import JWTCookieAuthentication
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import ensure_csrf_cookie

from ..backstage import operator
from ..members.views import calls


@ensure_csrf_cookie
def csrf(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


urlpatterns = [
    path("api/auth/", include("dj_rest_auth.urls")),
    path("api/csrf", csrf),
    *calls(JWTCookieAuthentication),
    *operator(),
]
