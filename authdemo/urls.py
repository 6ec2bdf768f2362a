"""Mounts the modes side by side, then all that stands around them."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from contract.modes import MODES
from contract.schema_view import SchemaView
from operators.site import site

from . import handlers, health
from .exchange import ExchangeView
from .introspection import IntrospectionView

handler400 = "authdemo.handlers.bad_request"
handler404 = "authdemo.handlers.not_found"
handler500 = "authdemo.handlers.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{mode.prefix.strip('/')}/", include(mode.urlconf)) for mode in MODES
]
urlpatterns += [
    path(
        f"{mode.prefix.strip('/')}/exchange",
        ExchangeView.as_view(mode=mode, authentication_classes=[mode.authentication]),
    )
    for mode in MODES
]
urlpatterns += [
    path(".well-known/", include("jwt_auth.well_known")),
    path("introspect", IntrospectionView.as_view()),
    path("healthz", health.HealthView.as_view()),
    path("readyz", health.ReadyView.as_view()),
    path("api/schema", SchemaView.as_view()),
    path("admin/", site.urls),
]
if settings.METRICS_TOKEN:
    from .metrics import metrics

    urlpatterns.append(path("metrics", metrics))
if settings.LAB:
    urlpatterns.append(path("", include("lab.urls")))
urlpatterns.append(path("", include("pages.urls")))
for mode in MODES:
    urlpatterns += [
        path(f"{mode.prefix.strip('/')}/<path:rest>", health.NotFoundView.as_view()),
        path(f"{mode.prefix.strip('/')}/", health.NotFoundView.as_view()),
    ]
urlpatterns.append(re_path("", handlers.unknown_path))
