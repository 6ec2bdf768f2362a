"""With the best settings that the documentation names: no pages beside the API, and logins that are listed.

https://docs.allauth.org/en/latest/headless/configuration.html
https://docs.allauth.org/en/latest/usersessions/installation.html
"""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "allauth.usersessions"]
MIDDLEWARE = [*MIDDLEWARE, "allauth.usersessions.middleware.UserSessionsMiddleware"]
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("app",)
USERSESSIONS_TRACK_ACTIVITY = True
