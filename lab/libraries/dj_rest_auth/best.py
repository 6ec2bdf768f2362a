"""With the best settings that the documentation names.

Cookies, lifetimes, rotation and blacklist: the checklist and the production settings of
https://dj-rest-auth.readthedocs.io/en/latest/guides/jwt-cookies/ and https://dj-rest-auth.readthedocs.io/en/latest/security/
CSRF, the old password, no second login as a session: https://dj-rest-auth.readthedocs.io/en/latest/configuration/settings/
"""

from datetime import timedelta

from ..project import INSTALLED_APPS as PROJECT_APPS
from .settings import *  # noqa: F403
from .settings import REST_AUTH

INSTALLED_APPS = [*PROJECT_APPS, "rest_framework_simplejwt.token_blacklist", "dj_rest_auth"]
REST_AUTH = {
    **REST_AUTH,
    "TOKEN_MODEL": None,
    "SESSION_LOGIN": False,
    "JWT_AUTH_SECURE": True,
    "JWT_AUTH_SAMESITE": "Lax",
    "JWT_AUTH_COOKIE_USE_CSRF": True,
    "OLD_PASSWORD_FIELD_ENABLED": True,
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=5),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
}
