"""DRF's own login and logout pages, which are Django's: https://www.django-rest-framework.org/#installation"""

from django.urls import include, path
from rest_framework.authentication import SessionAuthentication

from ..backstage import operator
from ..members.views import calls

urlpatterns = [
    path("api-auth/", include("rest_framework.urls")),
    *calls(SessionAuthentication),
    *operator(),
]
