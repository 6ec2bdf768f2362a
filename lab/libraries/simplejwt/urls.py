"""https://django-rest-framework-simplejwt.readthedocs.io/en/latest/getting_started.html#project-configuration; the
blacklist's view, for logout, where its app is installed: …/blacklist_app.html
"""

from django.apps import apps
from django.urls import path
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView

from ..backstage import operator
from ..members.views import calls

urlpatterns = [
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    *calls(JWTAuthentication),
    *operator(),
]
if apps.is_installed("rest_framework_simplejwt.token_blacklist"):
    urlpatterns.append(path("api/token/blacklist/", TokenBlacklistView.as_view()))
