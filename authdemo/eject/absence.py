"""What a standalone project does not have: the modes that were not named, the lab, and whatever goes with them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property


@dataclass
class Absence:
    """What is gone, by name. `modules` are dotted, and cover what is below each; `names` are (module, name); `switches`
    are settings that are false from now on; `paths` are first segments of URLs: "/jwt"."""

    modules: set[str]
    modes: set[str]
    present: set[str]
    paths: set[str]
    switches: set[str]
    files: set[str] = field(default_factory=set)  # and folders, below the root
    labels: set[str] = field(default_factory=set)  # of apps: their tables' names begin so
    commands: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    members: set[tuple[str, str]] = field(default_factory=set)  # (class, name)

    def has_module(self, dotted: str) -> bool:
        parts = dotted.split(".")
        return any(".".join(parts[:end]) in self.modules for end in range(1, len(parts) + 1))

    def has(self, dotted: str) -> bool:
        """Whether a module, or a name in a module, is gone."""
        module, _, name = dotted.rpartition(".")
        return self.has_module(dotted) or (module, name) in self.names

    def has_file(self, path: str) -> bool:
        """Whether a file, or a folder that it is in, is gone."""
        parts = path.split("/")
        return any("/".join(parts[:end]) in self.files for end in range(1, len(parts) + 1))

    @cached_property
    def _path(self) -> re.Pattern[str]:
        return re.compile(rf"(^|[^\w.)}}-])({'|'.join(map(re.escape, sorted(self.paths)))})(?![\w-])")

    @cached_property
    def _module(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(self.modules)))})\.\w")

    @cached_property
    def _word(self) -> re.Pattern[str]:
        tables = [rf"\b{re.escape(label)}_[a-z]" for label in sorted(self.labels)]
        switches = [rf"\b{switch}=|\bX-{switch}-|HTTP_X_{switch}_" for switch in sorted(self.switches)]
        return re.compile("|".join([*tables, *switches]) or r"(?!)", re.I)

    def lose_switches(self, names: set[str]) -> None:
        self.switches |= names
        self.__dict__.pop("_word", None)  # which was made of those known until now

    def in_text(self, text: str) -> bool:
        """Whether a text names a path, a dotted module, a table, a switch or a header that is gone."""
        return any(pattern.search(text) for pattern in (self._path, self._module, self._word))

    def in_string(self, value: str, listed: bool) -> bool:
        """Whether a string does. A bare word counts where it is `listed`: an element of a display, a key, compared."""
        if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)+", value) and self.has(value):
            return True
        if value in self.switches or (listed and value in self.modes | self.modules | self.commands):
            return True
        plain = ("_" in value and value in self.modules) or ("-" in value and value in self.modes)
        return plain or self.in_text(value)

    def column(self, name: str) -> bool:
        """Whether a table's column belongs to a mode that is gone: one of its words begins with the mode's name."""
        known = [mode for mode in self.modes | self.present for word in name.split() if begins(word, mode)]
        return max(known, key=len, default="") in self.modes

    def row(self, name: str) -> bool:
        """Whether a table's row is about a mode that is gone: one of its words is its name."""
        return bool(self.modes & {*name.split()})

    def columns(self, names: Iterable[str]) -> bool:
        """Whether these are a table's columns: a word of each begins with a mode's name."""
        every = self.modes | self.present
        return all(any(begins(word, mode) for mode in every for word in name.split()) for name in names)


def begins(name: str, mode: str) -> bool:
    return re.match(rf"{re.escape(mode)}(?![\w])", name) is not None
