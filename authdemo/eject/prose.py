"""Takes what is gone out of everything that isn't Python: by lines, by words of a list, or the file as a whole."""

import re
from collections.abc import Callable, Iterable
from functools import partial

from .absence import Absence

QUOTED = re.compile(r'"([\w.|:* -]+)"(,[^\S\n]*)?')
CONTAINER = re.compile(r'^containers = \["(\w+)"\]', re.M)


class Prose:
    """`gone_files` are paths below the root; `imported` are the top names that any Python file still imports."""

    def __init__(self, absence: Absence, gone_files: Iterable[str], imported: set[str]) -> None:
        self.absence, self.imported = absence, imported
        files = "|".join(map(re.escape, sorted(gone_files)))
        self.path = re.compile(rf"(?<![\w/.-])({files})(?![\w-])")
        apps = "|".join(sorted(module for module in absence.modules if "." not in module))
        self.template = re.compile(rf"""["']({apps})/[\w./-]+["']""")

    def cut(self, name: str, text: str) -> str | None:
        """What is left of this file; None where nothing is."""
        kinds: dict[str, Callable[[str], str | None]] = {"pyproject.toml": self.toml, "Makefile": self.makefile}
        if name in kinds:
            return kinds[name](text)
        if name.endswith(".html"):
            return None if self.template.search(text) else text
        if name.startswith("scripts/"):
            return self.script(text)
        return text

    def script(self, text: str) -> str | None:
        """A command on a file that is gone goes; a script about a module that is gone goes whole."""
        if self.absence.in_text(text):
            return None
        return "".join(line for line in text.splitlines(keepends=True) if not self.path.search(line))

    def makefile(self, text: str) -> str:
        gone: set[str] = set()
        kept = []
        for block in text.split("\n\n"):
            lines = block.splitlines()
            left = [line for line in lines if not (line.startswith("\t") and self.runs_gone(line))]
            if len(left) < len(lines) and not any(line.startswith("\t") for line in left):
                gone.add(lines[0].partition(":")[0])
            else:
                kept.append("\n".join(self.path.sub("", line) if line[:1].isalpha() else line for line in left))
        words = re.compile(rf" ({'|'.join(map(re.escape, gone))})(?![\w-])") if gone else re.compile(r"(?!)")
        text = "\n\n".join(words.sub("", block) if ".PHONY" in block else block for block in kept)
        return re.sub(r"(?<=\S)  +(?=##)", " ", text).rstrip() + "\n"

    def runs_gone(self, line: str) -> bool:
        """Whether a recipe's line needs a file or a module that is gone."""
        run = re.search(r" -m ([\w.]+)", line)
        return bool(self.path.search(line) or (run and self.absence.has_module(run[1])))

    def toml(self, text: str) -> str:
        """Lists lose what is gone; a table that then lists nothing goes, with the comment above it."""
        kept = []
        for block in text.split("\n\n"):
            container = CONTAINER.search(block)
            left = QUOTED.sub(partial(self.item, f"{container[1]}." if container else ""), block)
            left = re.sub(rf'^"{self.path.pattern}.*\n', "", left, flags=re.M)
            left = re.sub(r"^[^\S\n]*\n", "", left, flags=re.M)  # what was a line of its own
            emptied = re.search(r"= (\[\s*\]|\"\")", left) and left != block
            if not emptied:
                kept.append(re.sub(r",[^\S\n]*\]", "]", left))
        return "\n\n".join(kept).rstrip() + "\n"

    def item(self, inside: str, match: re.Match[str]) -> str:
        mark = " : " if " : " in match[1] else " | "
        names = match[1].split(mark)
        left = [name for name in names if not self.unknown(name) and not self.unknown(inside + name)]
        if not left:
            return "" if match[2] else '""' if match.string[: match.start()].endswith("= ") else ""
        return f'"{mark.join(left)}"{match[2] or ""}'

    def unknown(self, name: str) -> bool:
        top = name.partition(".")[0]
        foreign = name.endswith(".*") and top not in self.imported
        return foreign or self.absence.has_module(name.removesuffix(".*"))
