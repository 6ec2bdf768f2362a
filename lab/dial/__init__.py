"""The dial, measured: what each setting of each mode looks up, and in how many seconds each event counts there."""

from pathlib import Path
from typing import Any

from . import measure as measuring
from .measure import measure
from .picture import picture
from .report import markdown

__all__ = ["STATIC", "markdown", "measure", "picture", "write"]
STATIC = Path(__file__).parents[1] / "static" / "lab" / "dial.svg"


def write(data: dict[str, Any], folder: Path) -> None:
    """The page and the picture there; the facts and the picture for the lab."""
    measuring.write(data)
    (folder / "dial.md").write_text(markdown(data))
    for file in (folder / "dial.svg", STATIC):
        file.write_text(picture(data))
