"""https://jazzband.github.io/django-rest-knox/auth/#global-usage-on-all-views: the login view takes name and password
as DRF's own token view does, as that page has it.
"""

from typing import Any

from django.contrib.auth import login
from django.urls import path
from knox.auth import TokenAuthentication
from knox.views import LoginView as KnoxLoginView
from knox.views import LogoutAllView, LogoutView
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from ..backstage import operator
from ..members.views import calls


class LoginView(KnoxLoginView):
    permission_classes = (AllowAny,)

    def post(self, request: Request, format: Any = None) -> Response:
        serializer = AuthTokenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        login(request, serializer.validated_data["user"])
        answer: Response = super().post(request, format=None)
        return answer


urlpatterns = [
    path("api/auth/login/", LoginView.as_view()),
    path("api/auth/logout/", LogoutView.as_view()),
    path("api/auth/logoutall/", LogoutAllView.as_view()),
    *calls(TokenAuthentication),
    *operator(),
]
