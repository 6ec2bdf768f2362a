"""The contract's calls under /session."""

from typing import Any

from django.urls import path
from rest_framework.views import APIView

from accounts.views import MeView, PasswordView, ProfileView, ReportView

from .authentication import Authentication
from .login_views import EndLoginView, LoginsView, LogoutAllView
from .views import LoginView, LogoutView


def signed_in(view: type[APIView]) -> Any:
    """The view, for whoever this mode's credential names."""
    return view.as_view(authentication_classes=[Authentication])


urlpatterns = [
    path("me", signed_in(MeView)),
    path("login", LoginView.as_view()),
    path("profile", signed_in(ProfileView)),
    path("report", signed_in(ReportView)),
    path("logins", signed_in(LoginsView)),
    path("logins/<str:login_id>", signed_in(EndLoginView)),
    path("logout", LogoutView.as_view()),
    path("logout-all", signed_in(LogoutAllView)),
    path("password", signed_in(PasswordView)),
]
