from django.apps import AppConfig


class ModeConfig(AppConfig):
    name = "sessions_auth.bearer"
    label = "opaque"
    verbose_name = "Opaque token"
