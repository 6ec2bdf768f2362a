"""What a mode stands on: the account model, its own package, and the modules that it shares with its sisters."""

import ast
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions, version
from io import StringIO
from pathlib import Path

from contract.modes import MODES, Mode

ROOT = Path(__file__).resolve().parents[2]
OURS = Path(__file__).parts[-3]  # this project's name: its package of settings
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
LEFT = {"__pycache__", ".mypy_cache"}


def parts(modes: Iterable[Mode]) -> list[Path]:
    """The files that these modes need to run, relative to the project's root, each once.

    A mode that stands in another's package needs all of that. Of one that only modes share, it needs the modules, and
    of the folders beside its own those that it imports.
    """
    homes = {folder(mode) for mode in modes}
    found = set(walk(ROOT / "accounts"))
    for home in homes:
        top = ROOT / home.relative_to(ROOT).parts[0]
        whole = top in map(folder, MODES)
        others = set() if whole else {path for path in top.iterdir() if path.is_dir()} - {home, *shared(home)}
        found |= {file for file in walk(top) if not others & {*file.parents}}
    return sorted(file.relative_to(ROOT) for file in found)


def shared(home: Path) -> set[Path]:
    """What a mode's code imports of its package, beside its own folder: `jwt_auth/families` with refresh tokens."""
    found = set()
    for file in walk(home):
        for node in ast.walk(ast.parse(file.read_text())) if file.suffix == ".py" else ():
            if isinstance(node, ast.ImportFrom) and node.level > 1:
                names = [node.module.partition(".")[0]] if node.module else [alias.name for alias in node.names]
                found |= {file.parents[node.level - 1] / name for name in names}
    return found


def related(one: Path, other: Path) -> bool:
    """Whether one holds the other: a mode may stand in another's package."""
    return one.is_relative_to(other) or other.is_relative_to(one)


def folder(mode: Mode) -> Path:
    return ROOT.joinpath(*mode.package.split("."))


def packages(modes: Iterable[Mode]) -> list[str]:
    """The packages at the top that hold these files."""
    return sorted({file.parts[0] for file in parts(modes)})


def walk(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not LEFT & set(file.parts))


def chosen(names: Iterable[str]) -> list[Mode]:
    """The modes of these names, in the list's order. Raises: ValueError, with those that it doesn't have."""
    names = set(names)
    if unknown := names - {mode.name for mode in MODES}:
        raise ValueError(f"{', '.join(sorted(unknown))}: the modes are {', '.join(mode.name for mode in MODES)}.")
    return [mode for mode in MODES if mode.name in names]


def code_lines(text: str) -> int:
    """Lines of Python that do something: no blank line, comment or docstring."""
    docstrings = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    tokens = tokenize.generate_tokens(StringIO(text).readline)
    lines = {line for t in tokens if t.type not in SILENT for line in range(t.start[0], t.end[0] + 1)}
    return len(lines - docstrings)


def requirements(files: Iterable[Path]) -> list[str]:
    """What these files import of others, at the versions that run here: `argon2-cffi==25.1.0`."""
    names = {name.partition(".")[0] for file in files if file.suffix == ".py" for name in imports(file)}
    owners = packages_distributions()
    ours = {*re.findall(r"[\w-]+", (ROOT / "requirements.lock").read_text())}  # others may share a folder with them
    return sorted(
        f"{owner}=={version(owner)}"
        for name in names - sys.stdlib_module_names
        for owner in {*owners.get(name, ())}
        if owner.lower() in ours
    )


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
