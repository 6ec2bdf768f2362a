"""Which guards are away, and which settings are other ones: in this context, which is one request's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from django.conf import settings

from accounts.conf import Settings

_away: ContextVar[frozenset[str]] = ContextVar("guards_away", default=frozenset())
_other: ContextVar[Mapping[str, Any]] = ContextVar("other_settings", default=MappingProxyType({}))
everywhere: set[str] = set()  # in the whole process: the mutation tests' alone


def is_away(name: str) -> bool:
    return name in _away.get() or name in everywhere


def setting(name: str) -> Any:
    """The run's own value, else the project's. Raises: AttributeError, as Django's settings do."""
    other = _other.get()
    return other[name] if name in other else getattr(settings, name)


def conf_setting(conf: Settings, name: str) -> Any:
    """The same of a package's `conf`."""
    other = _other.get()
    return other[name] if name in other else object.__getattribute__(conf, name)


@contextmanager
def set_for(away: frozenset[str], other: Mapping[str, Any]) -> Iterator[None]:
    """What runs inside goes without these guards, and by these settings. Before the first run with settings of its own,
    nothing reads them otherwise than as it was loaded."""
    if other and Settings.__getattribute__ is not conf_setting:
        Settings.__getattribute__ = conf_setting  # type: ignore[method-assign, assignment]
    tokens = _away.set(away), _other.set(other)
    try:
        yield
    finally:
        _away.reset(tokens[0])
        _other.reset(tokens[1])
