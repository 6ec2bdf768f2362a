"""Which guards are away, and which settings are other ones: in this context, which is one request's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from django.conf import settings

_away: ContextVar[frozenset[str]] = ContextVar("guards_away", default=frozenset())
_other: ContextVar[Mapping[str, Any]] = ContextVar("other_settings", default=MappingProxyType({}))
everywhere: set[str] = set()  # in the whole process: the mutation tests' alone


def is_away(name: str) -> bool:
    return name in _away.get() or name in everywhere


def setting(name: str) -> Any:
    """The run's own value, else the project's. Raises: AttributeError, as Django's settings do."""
    other = _other.get()
    return other[name] if name in other else getattr(settings, name)


@contextmanager
def set_for(away: frozenset[str], other: Mapping[str, Any]) -> Iterator[None]:
    """What runs inside goes without these guards, and by these settings."""
    tokens = _away.set(away), _other.set(other)
    try:
        yield
    finally:
        _away.reset(tokens[0])
        _other.reset(tokens[1])
