"""Several texts beside each other: which line stands next to which, and in how many texts it is the same."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

Lines = Sequence[str]


class Cell(NamedTuple):
    """A line of one text in its row: its number from 0, and in how many texts this row has the very same line."""

    line: int
    shared: int


Row = tuple[Cell | None, ...]


def align(texts: Sequence[Lines], base: int) -> list[Row]:
    """Rows of one cell a text, None where a text has nothing beside the others. Every line of every text is in exactly
    one row, in its own order. All are laid beside the text at index `base`, so the choice of it matters.
    """
    beside, between = zip(*(_beside(texts[base], text) for text in texts), strict=True)
    rows: list[tuple[int | None, ...]] = []
    for at in range(len(texts[base]) + 1):
        rows += zip_longest(*(gaps[at] for gaps in between))
        if at < len(texts[base]):
            rows.append(tuple(matches[at] for matches in beside))
    return [_compared(row, texts) for row in rows]


def _blank(line: str) -> bool:
    """Two texts are not alike because both have empty lines."""
    return not line.strip()


def _beside(base: Lines, text: Lines) -> tuple[list[int | None], list[list[int]]]:
    """For each line of the base, the line beside it; for each place before one, and at the end, the lines without."""
    beside: list[int | None] = [None] * len(base)
    between: list[list[int]] = [[] for _ in range(len(base) + 1)]
    for _, i1, i2, j1, j2 in SequenceMatcher(_blank, base, text, autojunk=False).get_opcodes():
        both = min(i2 - i1, j2 - j1)
        beside[i1 : i1 + both] = range(j1, j1 + both)
        between[i1 + both] += range(j1 + both, j2)
    return beside, between


def _compared(row: tuple[int | None, ...], texts: Sequence[Lines]) -> Row:
    found = [None if line is None else text[line] for line, text in zip(row, texts, strict=True)]
    return tuple(None if line is None else Cell(line, found.count(text)) for line, text in zip(row, found, strict=True))
