from django.apps import AppConfig


class ModeConfig(AppConfig):
    name = "sessions_auth"
    verbose_name = "Sessions"

    def ready(self) -> None:
        from accounts.signals import password_changed

        from . import checks  # noqa: F401  (registers the system checks)
        from .logins import end_other_logins

        password_changed.connect(end_other_logins)
