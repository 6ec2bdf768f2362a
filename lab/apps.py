from django.apps import AppConfig
from django.conf import settings


class LabConfig(AppConfig):
    name = "lab"

    def ready(self) -> None:
        from .recording import ears

        if settings.LAB:
            ears.install()
