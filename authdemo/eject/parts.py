"""What a mode stands on: the account model, its own package, and the modules that it shares with its sisters."""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions, version
from pathlib import Path

from contract.modes import MODES, Mode

ROOT = Path(__file__).resolve().parents[2]
LEFT = {"__pycache__", ".mypy_cache", "dpop"}  # which no mode imports


def parts(modes: Iterable[Mode]) -> list[Path]:
    """The files that these modes need to run, relative to the project's root, each once.

    A mode stands on all that its top package holds, but for the folders of modes beside it.
    """
    modes = [*modes]
    homes = {folder(mode) for mode in modes}
    gone = {folder(mode) for mode in MODES if not any(related(folder(mode), home) for home in homes)}
    found = set(walk(ROOT / "accounts"))
    for home in homes:
        top = ROOT / home.relative_to(ROOT).parts[0]
        found |= {file for file in walk(top) if not gone & {*file.parents}}
    return sorted(file.relative_to(ROOT) for file in found)


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


def code_lines(files: Iterable[Path]) -> int:
    """Lines of Python, without blank ones."""
    return sum(
        bool(line.strip()) for file in files if file.suffix == ".py" for line in (ROOT / file).read_text().splitlines()
    )


def requirements(files: Iterable[Path]) -> list[str]:
    """What these files import of others, at the versions that run here: `argon2-cffi==25.1.0`."""
    names = {name.partition(".")[0] for file in files if file.suffix == ".py" for name in imports(file)}
    owners = packages_distributions()
    return sorted(
        f"{owner}=={version(owner)}" for name in names - sys.stdlib_module_names for owner in {*owners.get(name, ())}
    )


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
