"""As the documentation begins: https://www.django-rest-framework.org/api-guide/authentication/#tokenauthentication"""

from ..project import *  # noqa: F403
from ..project import INSTALLED_APPS

ROOT_URLCONF = "lab.libraries.drf_token.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework.authtoken"]
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]}
