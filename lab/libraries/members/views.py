"""The calls that a library protects, the same for all: each is mounted with the library's authentication class.

`password` is here for libraries that have no such call, written as Django's documentation has it:
https://docs.djangoproject.com/en/5.2/topics/auth/default/#session-invalidation-on-password-change
"""

from typing import Any

from django.contrib.auth import SESSION_KEY, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.urls import URLPattern, path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class IsAdmin(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return getattr(request.user, "role", "") == "admin"


class ProfileSerializer(serializers.Serializer[Any]):
    displayName = serializers.CharField(source="display_name", max_length=80, allow_blank=True)


class HealthView(APIView):
    authentication_classes = []
    permission_classes = []

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class LimitView(HealthView):
    """What a benchmark measures against: a DRF view that asks nothing of anybody."""

    def get(self, request: Request) -> Response:
        return Response({"id": 1, "email": "bench@example.com", "role": "user"})


class MeView(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        user: Any = request.user
        return Response({"id": user.pk, "email": user.email, "role": user.role})


class ProfileView(APIView):
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        return Response(ProfileSerializer(request.user).data)

    def patch(self, request: Request) -> Response:
        serializer = ProfileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user: Any = request.user
        user.display_name = serializer.validated_data["display_name"]
        user.save(update_fields=["display_name"])
        return Response(ProfileSerializer(user).data)


class ReportView(APIView):
    permission_classes = [IsAuthenticated, IsAdmin]

    def get(self, request: Request) -> Response:
        return Response({"generatedFor": getattr(request.user, "email", "")})


class PasswordView(APIView):
    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        sent: Any = request.data
        user: Any = request.user
        new = {"new_password1": sent.get("newPassword"), "new_password2": sent.get("newPassword")}
        form = PasswordChangeForm(user, {"old_password": sent.get("currentPassword"), **new})
        if not form.is_valid():
            raise ValidationError(form.errors.get_json_data())
        form.save()
        if SESSION_KEY in request.session:
            update_session_auth_hash(request._request, user)
        return Response({})


def calls(authentication: type[BaseAuthentication]) -> list[URLPattern]:
    """me, profile, report and password, behind this class; and /healthz, behind none."""
    views = {"me": MeView, "profile": ProfileView, "report": ReportView, "password": PasswordView}
    mounted = [
        path(f"api/{name}", view.as_view(authentication_classes=[authentication])) for name, view in views.items()
    ]
    return [path("healthz", HealthView.as_view()), path("limit/me", LimitView.as_view()), *mounted]
