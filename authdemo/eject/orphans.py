"""What was only used by what has gone goes too: definitions, constants, settings, modules.

Uses are counted by word, in code, in strings and in templates: a word that stands anywhere keeps what it names. What
nobody ever named (a Django hook, a management command) stays, since its users are outside.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import import_module

from django.apps import AppConfig
from django.conf import global_settings
from django.db.models import Model

from .source import parse

WORD = re.compile(r"[A-Za-z_]\w*")
OUTSIDE = {"Command", "get", "post", "patch", "put", "delete"}  # Django looks for a command, and for a method's name
ROOMS = ("accounts", "sessions_auth", "jwt_auth", "contract", "operators", "pages", "authdemo")


def uses(name: str, text: str) -> Iterator[str]:
    """Every word by which this file may mean something that is defined elsewhere."""
    if not name.endswith(".py"):
        yield from WORD.findall(text)
        return
    tree = parse(text)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    owned = {id(target) for target in targets(tree)}
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) if id(node) not in owned:
                yield word
            case ast.Attribute(attr=word) | ast.keyword(arg=str(word)):
                yield word
            case ast.alias(name=dotted, asname=local) if (local or dotted.partition(".")[0]) in loaded:
                yield from dotted.split(".")  # what is imported and not used is no use
            case ast.ImportFrom(module=str(dotted)):
                yield from dotted.split(".")
            case ast.Constant(value=str(value)) if id(node) not in docstrings:
                yield from WORD.findall(value)


def targets(tree: ast.AST) -> Iterator[ast.expr]:
    """The names that modules and classes define by an assignment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            for statement in node.body:
                match statement:
                    case ast.Assign(targets=[ast.Name() as target]) | ast.AnnAssign(target=ast.Name() as target):
                        yield target


def count(files: Mapping[str, str]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for name, text in files.items():
        counted.update(words_of(name.endswith(".py"), text))
    return counted


@lru_cache(4096)
def words_of(python: bool, text: str) -> Counter[str]:
    return Counter(uses("x.py" if python else "x", text))


def definitions(text: str) -> Iterator[tuple[str, str, ast.stmt]]:
    """(qualified name, name, statement) of what a module and its classes define."""
    tree = parse(text)
    yield from defined("", tree.body)
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from defined(f"{node.name}.", node.body)


def defined(owner: str, body: list[ast.stmt]) -> Iterator[tuple[str, str, ast.stmt]]:
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield owner + name, name, node
            case ast.Assign(targets=[ast.Name(id=name)]):
                yield owner + name, name, node
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield owner + name, name, node


@dataclass(frozen=True)
class Uses:
    """Where words stand: in the rooms that may be carried away, in the lab, in tests."""

    rooms: Counter[str]
    lab: Counter[str]
    tests: Counter[str]

    def of(self, name: str) -> int:
        return self.rooms[name] or (self.lab[name] if not self.tests[name] else 0)


def orphans(module: str, text: str, before: Uses, after: Uses) -> Iterator[tuple[str, ast.stmt]]:
    """What had users and has none now, by qualified name. What the lab alone used stays where tests stand on it."""
    for qualified, name, node in definitions(text):
        if not before.of(name):
            continue
        own = Counter(uses("x.py", ast.unparse(node)))[name] if after.rooms[name] else 0  # recursion is no use
        if before.of(name) > own and after.rooms[name] <= own and not called_from_outside(module, qualified):
            yield qualified, node


def called_from_outside(module: str, qualified: str) -> bool:
    """Whether Django, or a base class that isn't ours, knows it by this name; or a database, or callers elsewhere."""
    owner, _, name = qualified.rpartition(".")
    if module.endswith("client") or name in OUTSIDE or name.startswith("__"):
        return True
    if not owner:
        return hasattr(global_settings, name) and not name.startswith("SESSION_")  # which sessions alone read
    kind = getattr(import_module(module), owner)
    if issubclass(kind, Model | Enum | AppConfig):
        return True
    return any(name in base.__dict__ for base in kind.__mro__ if base.__module__.partition(".")[0] not in ROOMS)
