"""Pages beside the calls: each mode's overview, forms and source, and Swagger UI."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

import sessions_auth
from contract.modes import MODES

from .forms import FormView
from .overview import OverviewView
from .source import source
from .swagger import docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(url=MODES[0].prefix)),
    path("api/docs", docs),
    path(f"{sessions_auth.PREFIX.strip('/')}/", include("pages.account.urls")),
]
for mode in MODES:
    prefix = mode.prefix.strip("/")
    urlpatterns += [
        path(prefix, OverviewView.as_view(mode=mode)),
        path(f"{prefix}/form/<str:method>/<path:path>", FormView.as_view(mode=mode)),
        *([path(f"{prefix}/source", source, {"mode": mode})] if settings.DEMO else []),
        *([path(f"{prefix}/source/<str:name>", source, {"mode": mode})] if settings.DEMO else []),
    ]
