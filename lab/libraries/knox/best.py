"""With the best settings that the documentation names: tokens live as long as they are used, to an end, in a limited
number, with a prefix that secret scanners can be taught. https://jazzband.github.io/django-rest-knox/settings/
"""

from datetime import timedelta

from .settings import *  # noqa: F403

REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=10),
    "AUTO_REFRESH": True,
    "AUTO_REFRESH_MAX_TTL": timedelta(days=30),
    "TOKEN_LIMIT_PER_USER": 10,
    "TOKEN_PREFIX": "knox_",
}
