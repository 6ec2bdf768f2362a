"""As the documentation begins: https://dj-rest-auth.readthedocs.io/en/latest/getting-started/quickstart/, its section
"Adding JWT Authentication".
"""

from ..project import *  # noqa: F403
from ..project import INSTALLED_APPS

ROOT_URLCONF = "lab.libraries.dj_rest_auth.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework.authtoken", "dj_rest_auth"]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["dj_rest_auth.jwt_auth.JWTCookieAuthentication"]}
REST_AUTH = {
    "USE_JWT": True,
    "JWT_AUTH_COOKIE": "access",
    "JWT_AUTH_REFRESH_COOKIE": "refresh",
    "JWT_AUTH_HTTPONLY": True,
}
