"""System check: what this mode needs beside what all token modes do."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from ..conf import conf


@register(Tags.security)
def proofs(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A cache that is no Redis at all is accounts.E001. The demo's one worker may do without."""
    if not conf.REDIS_IN_PROCESS:
        return []
    says = "Proofs are remembered on a per-process cache: a stolen one counts once more at each worker."
    hint = "Let the cache `default` be a Redis that every worker shares."
    return [Warning(says, hint, id="jwt_auth.W003") if conf.DEMO else Error(says, hint, id="jwt_auth.E010")]
