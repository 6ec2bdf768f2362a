"""What `manage.py check` calls an error, no server starts with, whichever way it is started."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import ERROR, WARNING, CheckMessage, run_checks
from django.core.exceptions import ImproperlyConfigured


def findings() -> Iterator[CheckMessage]:
    """Errors and warnings that nobody silenced; with DEBUG=0 those of `check --deploy` too."""
    for message in run_checks(include_deployment_checks=not settings.DEBUG):
        if message.is_serious(WARNING) and not message.is_silenced():
            yield message


def sentence(message: CheckMessage) -> str:
    return f"{message.msg} ({message.id})"


def refuse_misconfiguration() -> None:
    """Raises: ImproperlyConfigured, in one sentence an error."""
    if errors := [sentence(message) for message in findings() if message.is_serious(ERROR)]:
        raise ImproperlyConfigured(" ".join(errors))
