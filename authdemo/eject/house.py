"""The house without what was not asked for: its files, read from the running code and cut until nothing changes."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from contract.modes import MODES, Mode

from .absence import Absence
from .orphans import ROOMS, Uses, count, orphans
from .parts import OURS, ROOT, folder
from .python import Module

# What a project that was carried away has no use for, whatever its modes.
HOUSE = (
    *("lab", "authdemo/eject", "authdemo/management/commands/eject.py", "examples", "locustfile.py", "CHANGELOG.md"),
    *("CONTRIBUTING.md", "SECURITY.md", "README.md", "docs", "scripts/floors.py", "scripts/browser"),
    *(
        "scripts/lock-libraries",
        "scripts/test-eject",
        "scripts/thirty.py",
        "scripts/instructions.py",
        "scripts/attacks.py",
        "tests/soak",
    ),
    *(
        "requirements-libraries.txt",
        "requirements-libraries.lock",
        "requirements-clients.txt",
        "requirements-clients.lock",
    ),
    *("tests/lab", "tests/browser", "tests/libraries", "tests/choosing", "tests/eject", "tests/test_architecture.py"),
    *(
        "tests/test_examples.py",
        "tests/test_one_endpoint.py",
        "tests/test_readme.py",
        "tests/contract/test_moving.py",
        "tests/deploy",
    ),
    *("tests/contract/test_password_costs.py", "tests/clients", "tests/faults", "tests/guards"),
    *("scripts/guards.py", "deploy"),
)
SKIPPED = {"__pycache__", "node_modules"}
HIDDEN = {".ci", ".editorconfig", ".gitignore"}  # which come along; every other is a cache, or whoever works here's
SWITCHES = {"LAB"}
# What a mode that stands alone has no use for: there is none to change to.
ALONE = {"EXCHANGE"}
EXCHANGE = ("authdemo/exchange.py", "tests/contract/test_exchange.py", "tests/races/test_exchange.py")
NOTHING = Absence(set(), set(), set(), set(), set())


def files(root: Path = ROOT) -> dict[str, Path]:
    """Everything that belongs to the house, by its path below the root."""
    found = {}
    for path in sorted(root.rglob("*")):
        below = path.relative_to(root)
        cached = any(part in SKIPPED or (part[0] == "." and part not in HIDDEN) for part in below.parts)
        if not cached and path.is_file() and path.suffix != ".pyc":
            found[below.as_posix()] = path
    return found


def dotted(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def command_of(name: str) -> str:
    return Path(name).stem if "/management/commands/" in name and not name.endswith("/__init__.py") else ""


def labels(name: str, text: str) -> list[str]:
    """An app's label, by which its tables are called."""
    if not name.endswith("/apps.py"):
        return []
    return re.findall(r'^    label = "(\w+)"', text, re.M) or [name.split("/")[-2]]


def made_of() -> set[str]:
    """The modules that every mode has, and that make it one: how it is mounted, asked, and who sent a request."""
    named = [{path.stem for path in folder(mode).glob("*.py")} for mode in MODES]
    return set.intersection(*named) - {"__init__", "apps"}


def settings_of(lost: Iterable[str], whole: Mapping[str, str]) -> set[str]:
    """Those that only packages that are gone declare."""
    owned = {name: settings_names(text) for name, text in whole.items() if name.endswith("/conf.py")}
    kept = {each for name in owned.keys() - {*lost} for each in owned[name]}
    return {each for name in owned.keys() & {*lost} for each in owned[name]} - kept


def module_names(text: str) -> set[str]:
    """PREFIX as a module's own text has it: what URLs lead there."""
    return set(re.findall(r'^PREFIX = "(/[^"]+)"', text, re.M))


def settings_names(text: str) -> set[str]:
    """The settings that a package's conf.py declares."""
    return set(re.findall(r"^    ([A-Z][A-Z0-9_]+): ", text, re.M))


def first_segments(urls: str) -> set[str]:
    """Of the paths that are mounted at the root: "/lab"."""
    return {f"/{segment}" for segment in re.findall(r'^    path\("([\w-]+)', urls, re.M)}


def root_paths(urls: str) -> set[str]:
    """Of the paths that are mounted at the root, those of more than one segment, whole: "/api/docs"."""
    return {f"/{path}" for path in re.findall(r'^    path\("([\w-]+/[\w/-]+)"', urls, re.M)}


class House:
    """The files of a project with these modes alone: `texts` by path, `binaries` as they are."""

    def __init__(self, modes: Iterable[Mode], without: Iterable[str] = ()) -> None:
        self.modes, self.without = [*modes], [*without]
        self.gone_titles = [mode.title for mode in MODES if mode not in self.modes and " " in mode.title]
        kept = {mode.package for mode in self.modes}
        needed = {package for mode in kept for package in (mode, mode.partition(".")[0])}
        gone = {mode.package for mode in MODES if mode.package not in needed}
        tops = {mode.partition(".")[0] for mode in kept}
        gone |= {mode.package.partition(".")[0] for mode in MODES} - tops
        gone |= {*self.without}
        # What stands on a mode's package may come without that mode: without what makes it one, and its own paths.
        self.hosts = [mode for mode in MODES if mode.package in needed and mode not in self.modes]
        gone |= {f"{mode.package}.{name}" for mode in self.hosts for name in made_of()}
        # A mode that nobody has mounted yet is a mode too.
        cards = {dotted(n): path for n, path in files().items() if n.endswith("/__init__.py")}
        gone |= {n for n, path in cards.items() if "\nCARRIERS = " in path.read_text() and n not in needed}
        named = {switch.lower() for switch in ALONE if len(self.modes) == 1}
        self.gone_files = {*HOUSE, *(EXCHANGE if named else ()), *(package.replace(".", "/") for package in gone)}
        self.gone_files |= {f"{package.replace('.', '/')}.py" for package in gone}
        self.gone_files |= {f"tests/{package.partition('.')[2] or package}" for package in gone}
        self.texts: dict[str, str] = {}
        self.binaries: dict[str, Path] = {}
        whole: dict[str, str] = {}
        for name, path in files().items():
            try:
                text = path.read_text()
            except UnicodeDecodeError:
                text = None
            left = any(name == gone or name.startswith(f"{gone}/") for gone in self.gone_files)
            if text is None:
                if not left:
                    self.binaries[name] = path
                continue
            whole[name] = text
            if not left:
                self.texts[name] = "" if dotted(name) in {mode.package for mode in self.hosts} else text
        tests = rooms(self.texts, ("tests",))
        self.whole = whole
        self.before = Uses(count(rooms(whole, ROOMS)), count(rooms(whole, ("lab",))), count(tests))
        code = {name: text for name, text in rooms(whole, ROOMS).items() if name.endswith(".py")}
        self.imported = {each for others in imports(code).values() for each in others}
        lost = {name for name in whole if name.endswith(".py") and name not in self.texts}
        self.absence = Absence(
            modules={*map(dotted, lost), *gone},
            modes={mode.name for mode in MODES} - {mode.name for mode in self.modes},
            present={mode.name for mode in self.modes},
            paths={
                *first_segments(whole["lab/urls.py"]),
                *(path for name in {"pages/urls.py"} & lost for path in root_paths(whole[name])),
                *(mode.prefix for mode in self.hosts),
                *(path for name in lost for path in module_names(whole[name])),
            },
            switches=SWITCHES | (set() if len(self.modes) > 1 else ALONE) | settings_of(lost, whole),
            files=self.gone_files,
            labels={each for name in lost for each in labels(name, whole[name])},
            commands={command for name in lost if (command := command_of(name))} - {"demo"} | named,
            names={(mode.package, name) for mode in self.hosts for name in ("PREFIX", "CARRIERS")},
        )

    def reduce(self) -> Iterator[str]:
        """Cut until nothing changes; yields what is done, a step each."""
        while True:
            changed = self.prune()
            yield f"{changed} modules cut"
            if not changed:
                orphaned = self.drop_orphans()
                yield f"{orphaned} definitions that nobody uses any more"
                if not orphaned:
                    return

    def words(self) -> set[str]:
        """Every word of the code, and every command."""
        commands = {command for name in self.texts if (command := command_of(name))}
        settings = f"{OURS}/settings.py"
        read = {*re.findall(r"\w+", self.texts[settings])}
        unread = {*re.findall(r"\w+", self.whole[settings])} - read  # a switch is what the settings read
        return ({*count(rooms(self.texts, ROOMS)), *commands} | read) - unread

    def prune(self) -> int:
        changed = 0
        for name in sorted(name for name in self.texts if name.endswith(".py")):
            module = Module(dotted(name), self.texts[name], self.absence, name.endswith("/__init__.py"))
            text = module.prune()
            known = len(self.absence.names)
            self.absence.names |= {(module.name, each) for each in module.unbound}
            changed += text != self.texts[name] or len(self.absence.names) > known
            if text is None or self.about_the_gone(name) or tests_nothing(name, text) or hollow(name, text):
                self.lose(name)
            else:
                self.texts[name] = text
        return changed

    def about_the_gone(self, name: str) -> bool:
        """Whether a migration is named for a mode that is gone; whoever has cut its models needs none of it."""
        return "/migrations/" in name and bool(self.absence.modes & {*Path(name).stem.split("_")[1:]})

    def lose(self, name: str) -> None:
        del self.texts[name]
        self.absence.modules.add(dotted(name))
        if name.endswith("/conf.py"):
            self.absence.lose_switches(settings_of({*self.whole} - {*self.texts}, self.whole))
        if command := command_of(name):
            self.absence.commands.add(command)

    def drop_orphans(self) -> int:
        dropped = 0
        code = rooms(self.texts, ROOMS)
        after = Uses(count(code), Counter(), Counter())
        for name, text in code.items():
            if not name.endswith(".py") or "/migrations/" in name:
                continue
            module = Module(dotted(name), text, self.absence)
            for qualified, node in orphans(module.name, text, self.before, after):
                module.cut_lines(node)
                self.absence.names.add((module.name, qualified))
                dropped += 1
            if module.edits:
                self.texts[name] = module.edited()
        return dropped + self.drop_modules()

    def drop_modules(self) -> int:
        """Modules that somebody imported, and that nothing leads to any more."""
        graph = imports({name: text for name, text in rooms(self.texts, ROOMS).items() if name.endswith(".py")})
        roots = {name for name in graph if name not in self.imported}
        reached: set[str] = set()
        while roots:
            reached |= roots
            roots = {each for name in roots for each in graph[name]} & graph.keys() - reached
        lonely = [name for name in self.texts if name.endswith(".py") and dotted(name) in graph.keys() - reached]
        for name in lonely:
            self.lose(name)
        return len(lonely)


def hollow(name: str, text: str) -> bool:
    """Whether a command has nothing left to do."""
    return bool(command_of(name)) and not re.search(r"^    def handle\(", text, re.M)


def tests_nothing(name: str, text: str) -> bool:
    """Whether a module of tests has none left: what they stood on is no use alone."""
    return name.rpartition("/")[2].startswith("test_") and not re.search(r"^ *(async )?def test_", text, re.M)


def imports(code: dict[str, str]) -> dict[str, set[str]]:
    """By module: what it imports, or names in a string, and the packages around that."""
    known = {dotted(name): text for name, text in code.items()}
    graph = {}
    for name, text in code.items():
        named = {word for word in uses_of_modules(Module(dotted(name), text, NOTHING, name.endswith("/__init__.py")))}
        graph[dotted(name)] = {each for word in named for each in upward(word) if each in known} - {dotted(name)}
    return graph


def uses_of_modules(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom():
                yield from (f"{module.origin(node)}.{alias.name}" for alias in node.names)
            case ast.Constant(value=str(value)) if re.fullmatch(r"\w+(\.\w+)*", value):
                yield value


def upward(name: str) -> Iterator[str]:
    """a.b.c, a.b, a."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def rooms(texts: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    return {
        name: text
        for name, text in texts.items()
        if name.partition("/")[0] in names and name.endswith((".py", ".html", ".js"))
    }
