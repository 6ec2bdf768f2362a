"""Mounts the modes side by side, then the admin, the lab, the schema and the health checks."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from . import health
from .modes import MODES

handler400 = "authdemo.errors.bad_request"
handler404 = "authdemo.errors.not_found"
handler500 = "authdemo.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = []
for mode in MODES:
    prefix = mode.prefix.strip("/")
    urlpatterns += [
        path(f"{prefix}/", include(mode.urlconf)),
        path(prefix, health.NotFoundView.as_view()),
        path(f"{prefix}/<path:rest>", health.NotFoundView.as_view()),
        path(f"{prefix}/", health.NotFoundView.as_view()),
    ]
urlpatterns += [
    path(".well-known/jwks.json", health.JwksView.as_view()),
    path("healthz", health.HealthView.as_view()),
    path("readyz", health.ReadyView.as_view()),
    path("api/schema", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
    path("api/docs", SpectacularSwaggerView.as_view(url_name="schema", permission_classes=[])),
    path("admin/", admin.site.urls),
]
if settings.LAB:
    urlpatterns.append(path("", include("lab.urls")))
