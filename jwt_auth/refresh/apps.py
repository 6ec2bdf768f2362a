from django.apps import AppConfig


class ModeConfig(AppConfig):
    name = "jwt_auth.refresh"
    label = "jwt_refresh"
    verbose_name = "JWT + refresh"

    def ready(self) -> None:
        from accounts.signals import password_changed

        from .. import account_changes  # noqa: F401  (connects the signals)
        from ..families import checks  # noqa: F401  (registers the system checks)
        from .logins import end_other_logins

        password_changed.connect(end_other_logins)
