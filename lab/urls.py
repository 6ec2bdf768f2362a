"""The lab's pages; mounted with LAB=1 alone."""

from django.urls import path

from .guides.views import guide, handout
from .views import home

urlpatterns = [
    path("", home),
    path("lab/guides/<slug:name>.json", guide),
    path("lab/handout/<slug:name>", handout),
]
