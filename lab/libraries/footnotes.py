"""Why a library's cell is as it is, read in the library's own code: each note quotes the line that decides.

The line is looked up in what is installed, so a note that no longer holds can't be printed.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True)
class Footnote:
    """`cells` are "question.setup"; `module` and `quote` lead to the line."""

    cells: tuple[str, ...]
    text: str
    module: str
    quote: str

    @property
    def place(self) -> str:
        """package/file.py:line. Raises: LookupError where no line of the installed module holds the quote."""
        package, *rest = self.module.split(".")  # by its path: importing it would need its project's settings
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise LookupError(f"{package} is not installed")
        file = Path(spec.submodule_search_locations[0], *rest).with_suffix(".py")
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if self.quote in line:
                return f"{'/'.join([package, *rest])}.py:{number}"
        raise LookupError(f"{self.module} has no line {self.quote!r}")
