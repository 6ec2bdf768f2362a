"""Mounts the modes side by side, then the admin, the lab, the schema and the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from . import docs, health
from .forms import FormView
from .modes import MODES
from .overview import OverviewView
from .source import source

handler400 = "authdemo.errors.bad_request"
handler404 = "authdemo.errors.not_found"
handler500 = "authdemo.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{mode.prefix.strip('/')}/", include(mode.urlconf)) for mode in MODES
]
for mode in MODES:
    prefix = mode.prefix.strip("/")
    urlpatterns += [
        path(prefix, OverviewView.as_view(mode=mode)),
        path(f"{prefix}/form/<str:method>/<path:path>", FormView.as_view(mode=mode)),
        *([path(f"{prefix}/source", source, {"mode": mode})] if settings.LAB else []),
        *([path(f"{prefix}/source/<str:name>", source, {"mode": mode})] if settings.LAB else []),
        path(f"{prefix}/<path:rest>", health.NotFoundView.as_view()),
        path(f"{prefix}/", health.NotFoundView.as_view()),
    ]
urlpatterns += [
    path(".well-known/jwks.json", health.JwksView.as_view()),
    path(".well-known/oauth-authorization-server", health.IssuerView.as_view()),
    path("healthz", health.HealthView.as_view()),
    path("readyz", health.ReadyView.as_view()),
    path("api/schema", docs.SchemaView.as_view()),
    path("api/docs", docs.docs),
    path("admin/", admin.site.urls),
]
if settings.LAB:
    urlpatterns.append(path("", include("lab.urls")))
