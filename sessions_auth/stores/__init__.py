"""Where a session lives: three engines, one of which is Django's SESSION_ENGINE."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from .base import SessionStore

NAMES = ("database", "redis", "memory")


def name_in_use() -> str:
    """The store that SESSION_ENGINE names now: the last part of its dotted path."""
    return str(settings.SESSION_ENGINE.rpartition(".")[2])


def engine(name: str | None = None) -> "type[SessionStore]":
    """The store class of this name; without one, of the store in use."""
    return _engine(f"{__name__}.{name}" if name else settings.SESSION_ENGINE)


@cache
def _engine(path: str) -> "type[SessionStore]":
    store: type[SessionStore] = import_module(path).SessionStore
    return store
