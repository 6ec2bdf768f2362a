from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "jwt_auth.bare"
    label = "jwt_bare"
    verbose_name = "JWT"

    def ready(self) -> None:
        from operators.logins import leave_untracked

        leave_untracked("jwt", self.verbose_name)
