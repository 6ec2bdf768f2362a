"""System checks: what only the composition knows, since no package has a host or workers.

Errors keep `manage.py` from going on; warnings are said and let it. Settings are read when the checks run.
"""

import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from sessions_auth.stores import name_in_use

SECRET_LENGTH = 32
URLS = "authdemo.urls"
NEEDED = (
    "authdemo.middleware.FirstMiddleware",
    "authdemo.limits.LimitsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)
SAID = ("STATIC_URL", "REST_FRAMEWORK", "SPECTACULAR_SETTINGS")


@register(Tags.security)
def composition(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [*lab(), *wiring(), *exposure(), *workers()]


def wiring() -> Iterator[CheckMessage]:
    """Without these lines the modes would be served, and not what stands around them."""
    if not getattr(settings, "ROOT_URLCONF", None):
        yield Error("There is no ROOT_URLCONF: no path leads anywhere.", hint=f"Set {URLS!r}.", id="authdemo.E005")
    if missing := [name for name in NEEDED if name not in settings.MIDDLEWARE]:
        yield Error(
            f"MIDDLEWARE lacks {', '.join(missing)}: bodies have no limit, Hosts or forms no check.",
            hint="Put it back where the settings of the project had it.",
            id="authdemo.E006",
        )
    if lacking := [name for name in SAID if not getattr(settings, name, None)]:
        yield Error(
            f"There is no {', '.join(lacking)}: what is served of static files and of the schema would fail.",
            hint="Put it back as the settings of the project had it.",
            id="authdemo.E007",
        )
    if not settings.DEBUG and not settings.CSRF_COOKIE_NAME.startswith("__Host-"):
        yield Warning(
            f"CSRF_COOKIE_NAME is {settings.CSRF_COOKIE_NAME}: a sibling host can set a cookie of this name.",
            hint='CSRF_COOKIE_NAME = "__Host-csrftoken" (RFC 6265bis §4.1.3.2).',
            id="authdemo.W003",
        )


def lab() -> Iterator[CheckMessage]:
    if settings.LAB and not settings.DEBUG:
        yield Error(
            "LAB=1 with DEBUG=0: the lab shows credentials and lets requests choose their clock.",
            hint="Set LAB=0, or DEBUG=1 on a developer's machine.",
            id="authdemo.E001",
        )


def exposure() -> Iterator[CheckMessage]:
    if settings.DEBUG and any(map(is_public, (settings.HOST, *settings.ALLOWED_HOSTS))):
        yield Warning(
            "DEBUG=1 on a public host: error pages show settings, and whatever is for developers is for everybody.",
            hint="Set DEBUG=0 and a SECRET_KEY, or keep HOST and ALLOWED_HOSTS to this machine.",
            id="authdemo.W001",
        )
    if len(settings.SECRET_KEY) < SECRET_LENGTH and not settings.DEBUG:
        yield Error(
            f"SECRET_KEY is shorter than {SECRET_LENGTH} characters: whoever guesses it forges what it signs.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="authdemo.E002",
        )
    if settings.INTROSPECTION_SECRET and not re.fullmatch(
        rf"[\w.~-]{{{SECRET_LENGTH},}}", settings.INTROSPECTION_SECRET, re.A
    ):
        yield Error(
            f"INTROSPECTION_SECRET is shorter than {SECRET_LENGTH} characters, or has some that clients would encode.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(32))'; RFC 6749 §2.3.1 has a form of its own.",
            id="authdemo.E003",
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SECRET_LENGTH:
        yield Error(
            f"METRICS_TOKEN is shorter than {SECRET_LENGTH} characters: whoever guesses it reads /metrics.",
            hint="python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="authdemo.E004",
        )


def workers() -> Iterator[CheckMessage]:
    if name_in_use() == "memory" and settings.WORKERS > 1:
        yield Warning(
            "SESSION_STORE=memory with more than one worker: only the worker that made a session knows it.",
            hint="Set WORKERS=1, or SESSION_STORE=redis or database.",
            id="authdemo.W002",
        )


def is_public(host: str) -> bool:
    """Whether anybody but this machine goes by that name."""
    name = host.strip("[].")
    try:
        return not ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name != "localhost" and not name.endswith(".localhost")
