"""As the documentation begins: https://jazzband.github.io/django-rest-knox/installation/"""

from ..project import *  # noqa: F403
from ..project import INSTALLED_APPS

ROOT_URLCONF = "lab.libraries.knox.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "knox"]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["knox.auth.TokenAuthentication"]}
