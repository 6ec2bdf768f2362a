from django.apps import AppConfig


class ModeConfig(AppConfig):
    name = "jwt_auth.bare"
    label = "jwt_bare"
    verbose_name = "JWT"

    def ready(self) -> None:
        from .. import account_changes, checks  # noqa: F401  (connects the signals, registers the checks)
