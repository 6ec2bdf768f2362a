from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "jwt_auth.bare"
    label = "jwt_bare"
    verbose_name = "JWT"

    def ready(self) -> None:
        from .. import checks  # noqa: F401  (registers the system checks)
