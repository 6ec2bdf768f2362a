"""The lab's pages; mounted with LAB=1 alone."""

from django.urls import path

from .choosing.page import choose
from .comparison import page as comparison
from .comparison.backstage import backstage
from .foreign.locks import LocksView
from .foreign.page import foreign
from .foreign.shots import ReportView, ShotsView
from .forge import views as forge
from .front import page as front
from .guards import views as guards
from .guides.views import guide, handout
from .page import attacks, views
from .page.saved import HeartbeatView, PageView
from .room import acts as room_acts
from .room import calls as room_calls
from .room import page as room
from .servers import views as servers
from .side_by_side.source import source
from .trainer.page import trainer

urlpatterns = [
    path("", front.front),
    path("lab", views.page),
    path("lab/client.mjs", views.client),
    path("lab/trainers", front.trainers),
    path("lab/trainer", trainer),
    path("lab/participants", views.ParticipantsView.as_view()),
    path("lab/state", views.StateView.as_view()),
    path("lab/page", PageView.as_view()),
    path("lab/heartbeat", HeartbeatView.as_view()),
    path("lab/diff", views.DiffView.as_view()),
    path("lab/operator", views.OperatorView.as_view()),
    path("lab/thief", attacks.ThiefView.as_view()),
    path("lab/foreign", foreign),
    path("lab/foreign/shots", ShotsView.as_view()),
    path("lab/foreign/report", ReportView.as_view()),
    path("lab/locks", LocksView.as_view()),
    path("lab/race", attacks.RaceView.as_view()),
    path("lab/servers", attacks.ServersView.as_view()),
    path("lab/guards", guards.GuardsView.as_view()),
    path("lab/guards/fire", guards.FireView.as_view()),
    path("lab/forge", forge.ForgeView.as_view()),
    path("lab/forge/crack", forge.CrackView.as_view()),
    path("lab/forge/weak-key", forge.WeakKeyView.as_view()),
    path("lab/service", servers.ServiceView.as_view()),
    path("lab/memory", servers.MemoryView.as_view()),
    path("lab/reset", views.ResetView.as_view()),
    path("lab/backstage/<str:act>", backstage),
    path("room", room.page),
    path("room/open", room_calls.OpenView.as_view()),
    path("room/<str:code>/qr.svg", room.qr),
    path("room/<str:code>/join", room_calls.JoinView.as_view()),
    path("room/<str:code>/state", room_calls.StateView.as_view()),
    path("room/<str:code>/vote", room_calls.VoteView.as_view()),
    path("room/<str:code>/progress", room_calls.ProgressView.as_view()),
    path("room/<str:code>/act", room_acts.ActView.as_view()),
    path("room/<str:code>/record", room.RecordView.as_view()),
    path("choose", choose),
    path("compare", comparison.page),
    path("compare/runs", comparison.start),
    path("compare/runs/<str:run>", comparison.state),
    path("lab/guides/<slug:name>.json", guide),
    path("lab/handout/<slug:name>", handout),
    path("lab/source", source),
]
