"""What every library's project has in common: what `django-admin startproject` writes, DRF, and one member model.

From the environment: DATABASE_URL, REDIS_URL, SECRET_KEY, SECRET_KEY_FALLBACKS, SESSION_STORE (`memory` alone, as a
round-robin asks for it); LAB=1 adds the lab's ear, clock and operator, BENCHMARK_COUNTS=1 the ear alone. Passwords are
MD5, for all alike: a comparison signs in hundreds of times.
"""

import environ

env = environ.Env()
LAB = env.bool("LAB", default=False)
COUNTS = LAB or env.bool("BENCHMARK_COUNTS", default=False)

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = ["localhost", "testserver"]
ROOT_URLCONF = ""  # each library's own
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LOGGING_CONFIG = None
STATIC_URL = "static/"
AUTH_USER_MODEL = "members.Member"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "lab.libraries.members",
]
MIDDLEWARE = [
    *(["lab.recording.costs.CostsMiddleware"] if COUNTS else []),
    *(["lab.libraries.clock.ClockMiddleware"] if LAB else []),
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": env.db_url("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0 if LAB else 600  # as startproject has it; a benchmark is of warm connections
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
REDIS = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": env.str("REDIS_URL")}}
IN_MEMORY = env.str("SESSION_STORE", default="") == "memory"
if IN_MEMORY:
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"  # in startproject's own cache, the process's memory
THREADS = 8  # of the server that a benchmark starts, the same as ours
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
