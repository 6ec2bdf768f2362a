"""The project as it is measured: its own settings, with MD5 for passwords; BENCHMARK_COUNTS=1 counts SQL and Redis."""

import os

from authdemo.settings import *  # noqa: F403
from authdemo.settings import MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING_CONFIG = None
MAX_LOGINS = 1_000_000  # one account signs in thousands of times here, and the recipes have no limit
if os.environ.get("BENCHMARK_COUNTS") == "1":
    MIDDLEWARE = ["lab.recording.costs.CostsMiddleware", *MIDDLEWARE]
