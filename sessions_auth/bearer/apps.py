from django.apps import AppConfig


class BearerConfig(AppConfig):
    name = "sessions_auth.bearer"
    label = "opaque"
    verbose_name = "Opaque token"
