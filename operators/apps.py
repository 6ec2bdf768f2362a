from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class OperatorsConfig(AppConfig):
    name = "operators"
    default = True  # there are two in this module


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin, with our sign-in."""

    default = False
    default_site = "operators.site.AdminSite"
