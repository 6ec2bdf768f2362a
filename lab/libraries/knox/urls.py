"""https://jazzband.github.io/django-rest-knox/auth/#global-usage-on-all-views: the login view takes name and password
by HTTP Basic, the first of the two ways on that page.
"""

from django.urls import path
from knox.auth import TokenAuthentication
from knox.views import LoginView as KnoxLoginView
from knox.views import LogoutAllView, LogoutView
from rest_framework.authentication import BasicAuthentication

from ..backstage import operator
from ..members.views import calls


class LoginView(KnoxLoginView):
    authentication_classes = [BasicAuthentication]


urlpatterns = [
    path("api/auth/login/", LoginView.as_view()),
    path("api/auth/logout/", LogoutView.as_view()),
    path("api/auth/logoutall/", LogoutAllView.as_view()),
    *calls(TokenAuthentication),
    *operator(),
]
