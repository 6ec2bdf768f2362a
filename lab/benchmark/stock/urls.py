"""The recipes' calls. Each `me` answers the same three fields."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.urls import path
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView

EMPTY = {"id": 1, "email": "bench@example.com", "role": "user"}


class EmptyView(APIView):
    """The limit: a view that asks nothing of anybody."""

    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        return Response(EMPTY)


class MeView(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        user: Any = request.user
        return Response({"id": user.id, "email": user.email, "role": "user"})


class LoginView(APIView):
    authentication_classes = []
    permission_classes = []

    def post(self, request: Request) -> Response:
        sent: Any = request.data
        user = authenticate(request, username=sent["username"], password=sent["password"])
        if user is None:
            raise AuthenticationFailed
        login(request._request, user)
        return Response({"id": user.pk})


class LogoutView(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        logout(request._request)
        return Response(status=204)


urlpatterns = [
    path("healthz", EmptyView.as_view()),
    path("empty/me", EmptyView.as_view()),
    path("session/login", LoginView.as_view()),
    path("session/me", MeView.as_view(authentication_classes=[SessionAuthentication])),
    path("session/logout", LogoutView.as_view()),
    path("simplejwt/login", TokenObtainPairView.as_view()),
    path("simplejwt/me", MeView.as_view(authentication_classes=[JWTAuthentication])),
    path("simplejwt/refresh", TokenRefreshView.as_view()),
    path("simplejwt/logout", TokenBlacklistView.as_view()),
]
