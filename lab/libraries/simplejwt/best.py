"""With the best settings that the documentation names.

Rotation, and the blacklist that gives it meaning:
https://django-rest-framework-simplejwt.readthedocs.io/en/latest/settings.html#rotate-refresh-tokens
https://django-rest-framework-simplejwt.readthedocs.io/en/latest/blacklist_app.html
Tokens that end with the password:
https://django-rest-framework-simplejwt.readthedocs.io/en/latest/settings.html#check-revoke-token
"""

from ..project import INSTALLED_APPS
from .settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework_simplejwt.token_blacklist"]
SIMPLE_JWT = {"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True, "CHECK_REVOKE_TOKEN": True}
