from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "jwt_auth.bare"
    label = "jwt_bare"
    verbose_name = "JWT"
