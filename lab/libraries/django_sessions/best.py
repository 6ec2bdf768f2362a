"""With the best settings that the documentation names.

The cached, persistent store: https://docs.djangoproject.com/en/5.2/topics/http/sessions/#using-cached-sessions
Cookies over HTTPS alone: https://docs.djangoproject.com/en/5.2/howto/deployment/checklist/#https
"""

from ..project import IN_MEMORY, REDIS, env
from .settings import *  # noqa: F403

if not IN_MEMORY:
    CACHES = REDIS
    SESSION_ENGINE = env.str("SESSION_ENGINE", default="django.contrib.sessions.backends.cached_db")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
