"""A function compiled anew, with a choice at each piece that can be taken away: as written, or what stands there then.

The function object stays the same one, so that whoever imported it has the new code; the lines keep their numbers, so
that "Why 401?" and tracebacks still show the source. Code is swapped when a piece of it is first taken away in this
process; before that, nothing differs from what was loaded.
"""

import ast
import inspect
import re
import textwrap
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from types import FunctionType
from typing import Any

from . import switch, weak

AWAY, WEAK, SETTING = "__guard_is_away__", "__guard_weak__", "__guard_setting__"
KEYWORD = re.compile(r"(\w+=)([^=].*)", re.S)


@dataclass(frozen=True)
class Piece:
    """An expression as its function has it, and what it is while it is away; `name=value` is a keyword's value. Of
    several `times` that the text is there, the first is meant."""

    target: str  # "module:qualified.name"
    text: str
    off: str
    times: int = 1

    @property
    def function(self) -> FunctionType:
        module, _, path = self.target.partition(":")
        found: Any = import_module(module)
        for name in path.split("."):
            found = inspect.getattr_static(found, name)
        while not isinstance(found, FunctionType):
            found = next(
                getattr(found, name) for name in ("__func__", "fget", "__wrapped__", "func") if hasattr(found, name)
            )
        return found

    @cached_property
    def source(self) -> str:
        return inspect.getsource(self.function)

    @property
    def line(self) -> int:
        """The number in its file of the line on which the piece begins."""
        return self.function.__code__.co_firstlineno + self.source[: self.source.index(self.text)].count("\n")


class PieceMissing(LookupError):
    """A piece that its function doesn't have, or not once: the source has changed, and the catalogue hasn't."""


def choice(guard: str, piece: Piece) -> str:
    """The piece, as an expression that asks at run time. A keyword's name stays outside."""
    name, text, off = "", piece.text, piece.off
    if match := KEYWORD.fullmatch(piece.text):
        name, text = match[1], match[2]
        off = off.removeprefix(name)
    return f"{name}(({off}) if {AWAY}({guard!r}) else ({text}))"


def bare(defined: Any) -> None:
    """Of a definition only what its code is made of: decorators, defaults and annotations stay with the function."""
    defined.decorator_list, defined.returns = [], None
    taken = defined.args
    taken.defaults, taken.kw_defaults = [], [None for _ in taken.kwonlyargs]
    for argument in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg):
        if argument:
            argument.annotation = None


def rewritten(function: FunctionType, pieces: Iterable[tuple[str, Piece]]) -> FunctionType:
    """The same function, from the same lines, with a choice at each of these pieces. Raises: PieceMissing."""
    source = inspect.getsource(function)
    for guard, piece in pieces:
        if source.count(piece.text) != piece.times:
            raise PieceMissing(f"{piece.target} has {source.count(piece.text)} times: {piece.text}")
        source = source.replace(piece.text, choice(guard, piece), 1)
    defined: Any = ast.parse(textwrap.dedent(source)).body[0]
    ast.increment_lineno(defined, function.__code__.co_firstlineno - 1)
    bare(defined)
    around: Any = ast.parse(f"def around({', '.join(function.__code__.co_freevars)}): pass")
    around.body[0].body = [defined, ast.Return(ast.Name(defined.name, ast.Load()))]
    made: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(around), function.__code__.co_filename, "exec"), made)  # noqa: S102  (our own source)
    new: FunctionType = made["around"](*(None for _ in function.__code__.co_freevars))
    return new


_installed: set[str] = set()
_installing = threading.Lock()


def install(pieces: Iterable[tuple[str, Piece]], targets: set[str]) -> None:
    """Give each of these functions its choices: all of `pieces` that are in it, at once."""
    with _installing:
        for target in sorted(targets - _installed):
            here = [(guard, piece) for guard, piece in pieces if piece.target == target]
            function: Any = here[0][1].function
            code = rewritten(function, here).__code__
            function.__globals__.update({AWAY: switch.is_away, WEAK: weak, SETTING: switch.setting})
            function.__code__ = code.replace(co_qualname=function.__code__.co_qualname)
            _installed.add(target)
