"""With the best settings that the documentation names: access tokens that end with their session, and listed logins.

https://docs.allauth.org/en/latest/headless/token-strategies/jwt-tokens.html#configuration
https://docs.allauth.org/en/latest/usersessions/installation.html
"""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "allauth.usersessions"]
MIDDLEWARE = [*MIDDLEWARE, "allauth.usersessions.middleware.UserSessionsMiddleware"]
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("app",)
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True
