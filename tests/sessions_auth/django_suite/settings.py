"""What Django's own session tests need beside our settings: stores of their own, Django's session model, their app."""

import os
import sys

import tests.stores  # noqa: F401  (first: it starts the stores that the settings then name)

sys.path.insert(0, os.environ["DJANGO_TESTS"])

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, SESSION_ABSOLUTE_SECONDS

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.sessions", "sessions_tests"]
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
LAB = False  # the runner sets DEBUG=0
