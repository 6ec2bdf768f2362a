"""Mounts the modes side by side, then the admin, the lab, the schema and the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from contract import schema_view as docs
from contract.modes import MODES
from pages.forms import FormView
from pages.overview import OverviewView
from pages.source import source

from . import health

handler400 = "accounts.errors.bad_request"
handler404 = "accounts.errors.not_found"
handler500 = "accounts.errors.server_error"

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
    path("healthz", health.HealthView.as_view()),
    path("readyz", health.ReadyView.as_view()),
    path("api/schema", docs.SchemaView.as_view()),
    path("api/docs", docs.docs),
    path("admin/", admin.site.urls),
]
if settings.LAB:
    urlpatterns.append(path("", include("lab.urls")))
