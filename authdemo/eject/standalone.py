"""A project of its own, with the modes that were named: cut out of this one, renamed, and written to a folder."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps

from contract.modes import MODES, Mode

from . import notes
from .house import HOUSE, House, files, rooms
from .orphans import ROOMS, WORD
from .parts import OURS, code_lines
from .prose import Prose
from .requirements import locks, remaining
from .source import parse

QUESTION = "Sessions or tokens?"  # its title, on every page
TIDY = (
    ("check", "-q", "--fix-only", "--select", "F401,F841,I001,W291,W293"),
    ("format", "-q"),
)
SECONDS = 60
EMPTY = re.compile(r"^# -- .*\n\s*(?=# -- )", re.M)  # a heading of settings that have all gone


class Unfit(Exception):
    """The project can't be made there, or so; the message says why."""


def fit(destination: Path, name: str) -> None:
    """Raises: Unfit."""
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise Unfit(f"{destination} is there already, and not empty; nothing was written.")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in sys.stdlib_module_names:
        raise Unfit(f"{name!r} can't name a Python package: give --name, in small letters, digits and underscores.")
    if find_spec(name) or name in {app.label for app in apps.get_app_configs()}:  # PyJWT is `jwt`
        raise Unfit(f"{name} is the name of a package or an app that it needs; give another --name.")


def unable(modes: Iterable[Mode], left: Iterable[str]) -> dict[str, str]:
    """The rooms that can't come along with these modes, each with why: what it imports isn't there."""
    there = {mode.package.partition(".")[0] for mode in modes}
    optional = {mode.package.partition(".")[0] for mode in MODES} - there
    found: dict[str, str] = {}
    for room in ("operators", "pages"):
        code = {file: path.read_text() for file, path in files().items() if file.startswith(f"{room}/")}
        lacks = sorted(imported(code) & optional)
        if lacks:
            found[room] = f", since it stands on {' and '.join(lacks)}"
    if "operators" in {*left, *found}:  # where each mode's page leads on to
        found.setdefault("pages", ", since it leads on to operators")
    return found


class Project:
    """What is written: `texts` and `binaries` by path, under the project's own name."""

    def __init__(self, modes: Iterable[Mode], name: str, without: Iterable[str] = ()) -> None:
        self.name, self.without = name, [*without]
        self.house = House(modes, self.without)
        self.texts: dict[str, str] = {}

    def make(self) -> Iterator[str]:
        """Cuts it out; yields what is done, a step each."""
        whole = dict(self.house.texts)
        tools = named_by_tools(self.house.whole)
        before = [imported(rooms(self.house.whole, ROOMS)) | tools, imported(self.house.whole) | tools]
        yield from self.house.reduce()
        texts = self.house.texts
        for file in sorted(texts, key=lambda file: file == "Makefile"):  # which names the scripts
            gone_files = {*self.house.gone_files, *(name for name in whole if name not in texts), *HOUSE}
            if not file.endswith(".py"):
                cut = Prose(self.house.absence, gone_files, imported(texts)).cut(file, texts.pop(file))
                texts |= {file: cut} if cut is not None else {}
        after = imported(texts) | named_by_tools(texts)
        texts["requirements.txt"] = remaining(texts["requirements.txt"], before[0], before[1], after)
        texts |= locks(texts, texts["requirements.txt"])
        texts |= notes.docs(self.house, self.name)
        self.texts = {self.renamed(file): self.renamed(EMPTY.sub("", text)) for file, text in texts.items()}
        yield "renamed"

    def renamed(self, text: str) -> str:
        text = re.sub(rf"(?<![A-Za-z0-9]){OURS}(?![A-Za-z0-9])", self.name, text)
        text = text.replace(f"{OURS.upper()}_", f"{self.name.upper()}_").replace(QUESTION, self.name)
        return text.replace(f"{OURS.title()}Config", f"{self.name.title().replace('_', '')}Config")

    def size(self) -> str:
        """Files and code lines, as they are printed at the end; then the lines by what they are for."""
        lines: Counter[str] = Counter()
        for file, text in self.texts.items():
            if file.endswith(".py"):
                lines[self.part(file)] += code_lines(text)
        tests = lines.pop("tests")
        parts = "".join(f"\n  {number:5}  {part}" for part, number in lines.most_common())
        return f"{len(self.texts)} files, {lines.total()} code lines, {tests} of tests{parts}"

    def part(self, file: str) -> str:
        """What a file is for."""
        top = file.partition("/")[0]
        parts = {
            "tests": "tests",
            "contract": "contract: the calls and their schema, the reference clients",
            "operators": "admin and pages",
            "pages": "admin and pages",
            "accounts": "accounts, which every mode stands on",
        }
        if top in {mode.package.partition(".")[0] for mode in self.house.modes}:
            return "the modes' own packages"
        if file in (f"{self.name}/settings.py", f"{self.name}/urls.py"):
            return "settings and urls"
        return parts.get(top, "front, serving, demo, logs, limits, metrics")

    def write(self, destination: Path) -> None:
        """All or nothing."""
        try:
            for file, text in self.texts.items():
                target = destination / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
                if text.startswith("#!"):
                    target.chmod(0o755)
            for file, source in self.house.binaries.items():
                target = destination / self.renamed(file)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            for words in TIDY:
                ruff(destination, *words)
        except BaseException:
            shutil.rmtree(destination, ignore_errors=True)
            raise


def ruff(folder: Path, *words: str) -> None:
    done = subprocess.run(  # noqa: S603  (our own words)
        [sys.executable, "-m", "ruff", *words, "--no-cache", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise Unfit(f"ruff {words[0]}: {done.stdout}{done.stderr} (`make install` installs it)")


def imported(texts: dict[str, str]) -> set[str]:
    """The top names that these files import, or that settings and dotted strings name."""
    code = [(text, file.endswith("settings.py")) for file, text in texts.items() if file.endswith(".py")]
    return {name for text, names in code for name in imported_by(text, names)}


@lru_cache(4096)
def imported_by(text: str, names: bool) -> set[str]:
    """By one file; `names`: where a string without a dot may name a package too."""
    found: set[str] = set()
    for node in ast.walk(parse(text)):
        match node:
            case ast.Import():
                found |= {alias.name.partition(".")[0] for alias in node.names}
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module.partition(".")[0])
            case ast.Constant(value=str(value)) if "." in value or names:
                found |= {value.partition(".")[0]} if re.fullmatch(r"\w+(\.\w+)*", value) else set()
    return found


def named_by_tools(texts: dict[str, str]) -> set[str]:
    """Words of scripts, and of the tools' settings: what is run, and what is plugged in."""
    files = (text for file, text in texts.items() if file.startswith("scripts/") or file == "pyproject.toml")
    return {word for text in files for word in WORD.findall(text)}
