"""The lab's pages; mounted with LAB=1 alone."""

from django.urls import path

from .views import home

urlpatterns = [path("", home)]
