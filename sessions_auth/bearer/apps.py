from django.apps import AppConfig


class ModeConfig(AppConfig):
    name = "sessions_auth.bearer"
    label = "opaque"
    verbose_name = "Opaque token"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system check)
