"""The lab's pages; mounted with LAB=1 alone."""

from django.urls import path

from .choosing.page import choose
from .comparison import page as comparison
from .comparison.backstage import backstage
from .front import page as front
from .guides.views import guide, handout
from .page import attacks, views
from .page.saved import HeartbeatView, PageView
from .side_by_side.source import source

urlpatterns = [
    path("", front.front),
    path("lab", views.page),
    path("lab/trainers", front.trainers),
    path("lab/participants", views.ParticipantsView.as_view()),
    path("lab/state", views.StateView.as_view()),
    path("lab/page", PageView.as_view()),
    path("lab/heartbeat", HeartbeatView.as_view()),
    path("lab/diff", views.DiffView.as_view()),
    path("lab/operator", views.OperatorView.as_view()),
    path("lab/thief", attacks.ThiefView.as_view()),
    path("lab/forgery", attacks.ForgeryView.as_view()),
    path("lab/race", attacks.RaceView.as_view()),
    path("lab/servers", attacks.ServersView.as_view()),
    path("lab/reset", views.ResetView.as_view()),
    path("lab/backstage/<str:act>", backstage),
    path("choose", choose),
    path("compare", comparison.page),
    path("compare/runs", comparison.start),
    path("compare/runs/<str:run>", comparison.state),
    path("lab/guides/<slug:name>.json", guide),
    path("lab/handout/<slug:name>", handout),
    path("lab/source", source),
]
