"""As the documentation begins:
https://django-rest-framework-simplejwt.readthedocs.io/en/latest/getting_started.html#project-configuration
"""

from ..project import *  # noqa: F403

ROOT_URLCONF = "lab.libraries.simplejwt.urls"
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"]}
