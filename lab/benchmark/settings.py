"""The project as it is measured: its own settings, with MD5 for passwords; BENCHMARK_COUNTS=1 counts SQL and Redis."""

import os

from authdemo.settings import *  # noqa: F403
from authdemo.settings import MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
if os.environ.get("BENCHMARK_COUNTS") == "1":
    MIDDLEWARE = ["lab.recording.costs.CostsMiddleware", *MIDDLEWARE]
