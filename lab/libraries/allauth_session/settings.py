"""As the documentation begins: https://docs.allauth.org/en/latest/installation/quickstart.html and
https://docs.allauth.org/en/latest/headless/installation.html

There is no mail server here, and all logins come from one address: so no verification, and no rate limits.
"""

from ..project import *  # noqa: F403
from ..project import INSTALLED_APPS, MIDDLEWARE

ROOT_URLCONF = "lab.libraries.allauth_session.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "allauth", "allauth.account", "allauth.headless"]
MIDDLEWARE = [*MIDDLEWARE, "allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
