"""As the documentation begins.

`startproject` has the session middleware and the database store:
https://docs.djangoproject.com/en/5.2/topics/http/sessions/#enabling-sessions
DRF's session authentication: https://www.django-rest-framework.org/api-guide/authentication/#sessionauthentication
"""

from ..project import *  # noqa: F403

ROOT_URLCONF = "lab.libraries.django_sessions.urls"
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]}
