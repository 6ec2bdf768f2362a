import logging

from django.apps import AppConfig
from django.conf import settings


class AuthdemoConfig(AppConfig):
    name = "authdemo"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)

        if settings.METRICS_TOKEN:
            from .metrics import CountingHandler

            logging.getLogger("authdemo").addHandler(CountingHandler())
