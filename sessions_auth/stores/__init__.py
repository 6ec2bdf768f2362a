"""Where a session lives: three engines for Django's SESSION_ENGINE, chosen by SESSION_STORE."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .base import SessionStore

NAMES = ("database", "redis", "memory")


def engine(name: str | None = None) -> "type[SessionStore]":
    """The store class of this name; without one, the store in use."""
    return _engine(name or settings.SESSION_STORE)


@cache
def _engine(name: str) -> "type[SessionStore]":
    found: type[SessionStore] = import_module(f"{__name__}.{name}").SessionStore
    return found
