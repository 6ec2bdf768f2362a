from django.apps import AppConfig


class AuthdemoConfig(AppConfig):
    name = "authdemo"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
