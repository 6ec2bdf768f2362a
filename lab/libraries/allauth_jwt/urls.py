"""https://docs.allauth.org/en/latest/headless/token-strategies/jwt-tokens.html#django-rest-framework"""

from allauth.headless.contrib.rest_framework.authentication import JWTTokenAuthentication
from django.urls import include, path

from ..backstage import operator
from ..members.views import calls

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    *calls(JWTTokenAuthentication),
    *operator(),
]
