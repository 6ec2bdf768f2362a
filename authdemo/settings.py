"""Every setting, and the only place that reads the environment; grouped by whose it is, so that a package's go with it.

A claim for each switch stands in the README's table. Lifetimes are whole seconds.
With DEBUG=0 this refuses to start without SECRET_KEY.
"""

import os
import re
import secrets
import stat
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.files import locks

from contract.modes import MODES

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(environ.Env):  # type: ignore[misc]
    """Refuses what it can't read, where django-environ fails without a name, or takes `COOKIE_SECURE=ture` for a no."""

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> Any:
        try:
            return super().int(var, default)
        except ValueError:
            raise ImproperlyConfigured(f"{var} is a whole number; {self.str(var)!r} is not.") from None

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> Any:
        if self.str(var, "0").lower() not in (*self.BOOLEAN_TRUE_STRINGS, "0", "n", "no", "off", "false"):
            raise ImproperlyConfigured(f"{var} is 0 or 1; {self.str(var)!r} is neither.")
        return super().bool(var, default)

    def one_of(self, var: str, *known: str) -> str:
        """The first is the default."""
        value: str = self.str(var, known[0])
        if value not in known:
            raise ImproperlyConfigured(f"{var} is one of {', '.join(known)}; {value!r} is not.")
        return value


env = Environment()
_ORIGIN = r"https?://(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:[0-9]+)?"  # as browsers send it

# -- this process, and what is before it
DEBUG = env.bool("DEBUG", default=False)
LAB = env.bool("LAB", default=DEBUG)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".data"))).resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
_folder = DATA_DIR.stat()
if os.name == "posix" and _folder.st_uid == os.getuid() and not _folder.st_mode & stat.S_ISVTX:
    DATA_DIR.chmod(0o700)  # one that was there before is no less private; /tmp, which is everybody's, stays as it is
HOST = env.str("HOST", default="127.0.0.1")
DEMO = DEBUG  # demo accounts are made and offered, and pages show the source
PORT = env.int("PORT", default=8000)
WORKERS = env.int("WORKERS", default=2)
THREADS = env.int("THREADS", default=8)  # of each worker, and as many database connections

if LAB and not DEBUG:
    raise ImproperlyConfigured("LAB=1 shows credentials and lets requests choose their clock; it needs DEBUG=1.")


def _developers_secret() -> str:
    """The secret of a developer's machine: made once, readable by its owner alone, never in the repository."""
    with os.fdopen(os.open(DATA_DIR / "secret-key", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        locks.lock(file, locks.LOCK_EX)  # of workers that start at once, one makes it and all have it
        secret = file.read()
        if not secret:
            secret = secrets.token_urlsafe(50)
            file.write(secret)
        return secret


SECRET_KEY = env.str("SECRET_KEY", default="") or (_developers_secret() if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("DEBUG=0 needs a SECRET_KEY in the environment; DEBUG=1 makes one for this machine.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", ".localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
COOKIE_SECURE = env.bool("COOKIE_SECURE", default=True)
# RFC 6265bis §4.1.3: a browser takes a cookie of this name only with Secure, over HTTPS.
COOKIE_PREFIX = "" if DEBUG else "__Secure-"

# -- stores
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3")}
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = False  # there is no connection that could have been cut
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 5,
        "transaction_mode": "IMMEDIATE",  # a writer waits its turn at BEGIN, instead of failing half-way
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"]["ENGINE"] = "authdemo.postgres"  # which awaits no answer for ever
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 10_000,  # milliseconds: a network that was cut is noticed, even while an answer is awaited
        "keepalives_idle": 10,
        "options": "-c statement_timeout=5s -c lock_timeout=3s",
        **DATABASES["default"].get("OPTIONS", {}),
    }


def _embedded_redis() -> str:
    """The embedded Valkey's Unix socket; beside a private folder of the system's where the path would be too long."""
    socket = DATA_DIR / "valkey.sock"
    if len(str(socket)) > 100:  # sun_path holds 108 bytes
        import hashlib
        import tempfile

        name = f"authdemo-{hashlib.sha256(str(DATA_DIR).encode()).hexdigest()[:16]}"
        socket = Path(tempfile.gettempdir()) / name / "valkey.sock"
    return f"unix://{socket}?db=0"


REDIS_EMBEDDED = not env.str("REDIS_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="") or _embedded_redis()
# memory:// is what `manage.py demo` falls back to where no embedded server exists; the system checks say so.
REDIS_IN_PROCESS = REDIS_URL.startswith("memory:")
DJANGO_REDIS_CLOSE_CONNECTION = False  # its default; asked for after each request, and a miss costs an exception
_redis_location = REDIS_URL
_redis_options: dict[str, Any] = {
    "SERIALIZER": "django_redis.serializers.json.JSONSerializer",  # never pickle
    "SOCKET_CONNECT_TIMEOUT": 1,
    "SOCKET_TIMEOUT": 1,
}
if REDIS_URL.startswith("redis+sentinel:"):
    _found = re.fullmatch(r"redis\+sentinel://([^@/]+@)?([^/@]+)/([^/]+)/([0-9]+)", REDIS_URL)
    if not _found:
        raise ImproperlyConfigured("REDIS_URL: redis+sentinel://HOST:PORT,HOST:PORT,HOST:PORT/MASTER/0")
    _login, _sentinels, _master, _number = _found.groups(default="")
    _redis_location = f"redis://{_login}{_master}/{_number}"
    _redis_options |= {
        "CONNECTION_FACTORY": "django_redis.pool.SentinelConnectionFactory",
        "SENTINELS": [tuple(sentinel.rsplit(":", 1)) for sentinel in _sentinels.split(",")],
        "REDIS_CLIENT_CLASS": "authdemo.replicated.Redis",
    }
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if REDIS_IN_PROCESS
    else {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": _redis_location, "OPTIONS": _redis_options},
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "sessions",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    },
}

# -- sessions: sessions_auth
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
_session_store = env.one_of("SESSION_STORE", "redis", "database", "memory")
SESSION_ENGINE = f"sessions_auth.stores.{_session_store}"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_SECURE = COOKIE_SECURE
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionId"

# -- tokens: jwt_auth, and what each of its modes adds
JWT_ALGORITHM = env.one_of("JWT_ALGORITHM", "HS256", "RS256", "ES256", "EdDSA")
JWT_KEYS = Path(env.str("JWT_KEYS", default=str(DATA_DIR / "jwt-keys.json")))
JWT_ISSUER = env.str("JWT_ISSUER", default="authdemo")
if ":" in JWT_ISSUER and not re.fullmatch(_ORIGIN, JWT_ISSUER):
    raise ImproperlyConfigured(f"JWT_ISSUER is a name, or this server's origin; {JWT_ISSUER!r} is neither.")
JWT_REVOCATION = env.str("JWT_REVOCATION", default="none")
JWT_DENYLIST = env.bool("JWT_DENYLIST", default=False)
FRESH_CALLS = env.list("FRESH_CALLS", default=[])
BARE_TOKEN_SECONDS = env.int("BARE_TOKEN_SECONDS", default=3600)
ACCESS_TOKEN_SECONDS = env.int("ACCESS_TOKEN_SECONDS", default=15 * 60)
REFRESH_TOKEN_SECONDS = env.int("REFRESH_TOKEN_SECONDS", default=7 * 86400)
REFRESH_ABSOLUTE_SECONDS = env.int("REFRESH_ABSOLUTE_SECONDS", default=30 * 86400)
REFRESH_RETRY_SECONDS = env.int("REFRESH_RETRY_SECONDS", default=10)
DPOP_NONCE = env.bool("DPOP_NONCE", default=False)

# -- who may sign in, whatever the mode: accounts
AUTH_USER_MODEL = "accounts.Account"
MADE_UP_ACCOUNTS = "lab.page.participants.copied" if LAB else ""  # left out of the admin's lists until asked for
CLAIMS = "accounts.claims.default_claims"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
LOGIN_ATTEMPTS = env.int("LOGIN_ATTEMPTS", default=5)
MAX_LOGINS = env.int("MAX_LOGINS", default=50)
PASSWORD_HASHERS = [
    "accounts.hashing.Argon2PasswordHasher",
    "accounts.hashing.PBKDF2PasswordHasher",
]
ARGON2_MEMORY_KIB = env.int("ARGON2_MEMORY_KIB", default=19 * 1024)
ARGON2_TIME_COST = env.int("ARGON2_TIME_COST", default=2)
ARGON2_PARALLELISM = env.int("ARGON2_PARALLELISM", default=1)
# Of each worker: together they use all cores, and never all threads.
HASHES_AT_ONCE = max(1, min((os.cpu_count() or 1) // max(1, WORKERS), THREADS - 1))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "accounts.words.ContextWordsValidator",
        "OPTIONS": {"words": ["authdemo", "" if ":" in JWT_ISSUER else JWT_ISSUER]},
    },
]

# -- pages of other origins: none, unless they are named (authdemo.cors says what they may)
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
for _origin in CORS_ALLOWED_ORIGINS:
    if not re.fullmatch(_ORIGIN, _origin):
        raise ImproperlyConfigured(f"CORS_ALLOWED_ORIGINS takes origins as browsers send them; {_origin!r} is none.")
CORS_ALLOW_CREDENTIALS = True
_PROVEN = any(mode.name == "jwt-dpop" for mode in MODES)  # by a proof in a header, and by nonces
CORS_ALLOW_HEADERS = (
    *("authorization", "content-type", "x-csrftoken"),
    *(["dpop"] if _PROVEN else []),
    *(["x-lab-clock"] if LAB else []),
)
CORS_ALLOW_METHODS = ("DELETE", "GET", "PATCH", "POST")
CORS_EXPOSE_HEADERS = ("X-CSRFToken", "WWW-Authenticate", "Retry-After", *(["DPoP-Nonce"] if _PROVEN else []))

# -- other services
INTROSPECTION_SECRET = env.str("INTROSPECTION_SECRET", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # who sends it reads /metrics; without one there is none
EXCHANGE = env.bool("EXCHANGE", default=False)

# -- the framework
INSTALLED_APPS = [
    *(["lab"] if LAB else []),  # else its static files would be served
    "authdemo",
    "pages",
    "operators",
    "operators.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    *(["corsheaders"] if CORS_ALLOWED_ORIGINS else []),
    "accounts",
    *dict.fromkeys(app for mode in MODES for app in mode.apps),
]
MIDDLEWARE = [
    *(["authdemo.metrics.MetricsMiddleware"] if METRICS_TOKEN else []),
    *(["lab.recording.recorder.RecorderMiddleware", "lab.foreign.middleware.LocksMiddleware"] if LAB else []),
    *(["lab.guards.middleware.GuardsMiddleware", "lab.recording.costs.CostsMiddleware"] if LAB else []),
    "django.middleware.security.SecurityMiddleware",
    "authdemo.middleware.FirstMiddleware",
    *(["authdemo.cors.CorsMiddleware"] if CORS_ALLOWED_ORIGINS else []),
    "authdemo.limits.LimitsMiddleware",
    *(["lab.page.clock.LabClockMiddleware"] if LAB else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    *(["lab.trainer.middleware.TrainerMiddleware"] if LAB else []),
    "sessions_auth.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "operators.middleware.AdminMiddleware",
]
ROOT_URLCONF = "authdemo.urls"
WSGI_APPLICATION = "authdemo.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                *(["lab.page.links.site_links"] if LAB else []),
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
FORMAT_MODULE_PATH = ["authdemo.formats"]
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))  # `collectstatic` may fill it
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "authdemo.static_files.StaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# -- pages: CSRF, and what a browser must not do with them
CSRF_COOKIE_SECURE = COOKIE_SECURE
CSRF_COOKIE_NAME = "csrftoken" if DEBUG else "__Host-csrftoken"  # no sibling of ours can set it (RFC 6265bis §4.1.3.2)
CSRF_FAILURE_VIEW = "authdemo.handlers.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 86400
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options comes from FirstMiddleware
    "security.W005",  # HSTS for subdomains, and
    "security.W021",  # preloading it, bind hosts that are not ours to bind
    "security.W008",  # the proxy that ends TLS leads http:// to https://: see deploy/nginx.conf
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- the API
PAGE_RENDERER = "pages.renderer.PageRenderer"  # a call as a page, where a browser asks for one
REFUSAL_PAGE = "pages.refused.refused"  # and so a refusal
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "accounts.rendering.Negotiation",
    "DEFAULT_RENDERER_CLASSES": ["accounts.rendering.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.rendering.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "contract.operations.ContractSchema",
    "EXCEPTION_HANDLER": "accounts.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "authdemo",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": f"One contract, by {', by '.join(mode.title for mode in MODES)}.",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_PATCH": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SORT_OPERATIONS": "contract.components.in_order",
    "POSTPROCESSING_HOOKS": ["contract.components.complete"],
}

# -- the log
LOG_FORMAT = env.one_of("LOG_FORMAT", "line", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "authdemo.logs.LineFormatter"},
        "json": {"()": "authdemo.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "authdemo": {"level": "INFO"},
        "django": {"level": "WARNING"},  # Django's own handlers write nothing with DEBUG=0
        "django.request": {"level": "ERROR"},  # a 401 is an answer here, not a fault
    },
}
