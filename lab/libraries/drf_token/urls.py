"""https://www.django-rest-framework.org/api-guide/authentication/#by-exposing-an-api-endpoint"""

from django.urls import path
from rest_framework.authentication import TokenAuthentication
from rest_framework.authtoken.views import obtain_auth_token

from ..backstage import operator
from ..members.views import calls

urlpatterns = [path("api-token-auth/", obtain_auth_token), *calls(TokenAuthentication), *operator()]
