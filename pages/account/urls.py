"""The server-rendered page, below the session mode's prefix: its cookie reaches no other path."""

from django.urls import path

from . import views

urlpatterns = [
    path("account", views.home),
    path("account/sign-in", views.enter),
    path("account/profile", views.edit_profile),
    path("account/password", views.edit_password),
    path("account/logins/<str:login_id>/end", views.end_login),
    path("account/sign-out", views.leave),
]
