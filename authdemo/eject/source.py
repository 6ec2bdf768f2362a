"""A module's source, and what is cut out of it by where it stands, so that the rest stays as it was written."""

import ast
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

Edit = tuple[int, int, bytes]
parse = lru_cache(4096)(ast.parse)  # each text is looked at many times, and changed never


class Source:
    """`source` in bytes, as `ast` counts columns; `edits`: (start, end, what stands there instead)."""

    def __init__(self, text: str) -> None:
        self.source = text.encode()
        self.tree = parse(text)
        self.starts = [0]
        for line in self.source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.edits: list[Edit] = []

    def at(self, node: Any) -> tuple[int, int]:
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def around(self, start: int, end: int) -> tuple[int, int]:
        """With the parentheses around it."""
        while True:
            before = len(self.source[:start].rstrip()) - 1
            after = end + len(self.source[end:]) - len(self.source[end:].lstrip())
            if self.source[before : before + 1] != b"(" or self.source[after : after + 1] != b")":
                return start, end
            if re.search(rb"[\w\])]$", self.source[:before]):  # a call's
                return start, end
            start, end = before, after + 1

    def cut(self, start: int, end: int, replacement: bytes = b"") -> None:
        self.edits.append((start, end, replacement))

    def cut_lines(self, node: Any) -> None:
        """A statement with its decorators, and the comment above it unless that opens a section."""
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))]) - 1
        lines = self.source.splitlines(keepends=True)
        while (
            first and lines[first - 1].lstrip().startswith(b"#") and not lines[first - 1].lstrip().startswith(b"# --")
        ):
            first -= 1
        self.cut(self.starts[first], self.starts[node.end_lineno])

    def cut_elements(self, elements: Sequence[tuple[int, int]], gone: Sequence[int], keep_comma: bool) -> None:
        last = elements[-1][1] if elements else 0
        if gone and keep_comma and len(elements) - 1 not in gone and not re.match(rb"\s*,", self.source[last:]):
            self.cut(last, last, b",")  # a tuple of one
        for place in gone:
            start, end = elements[place]
            rest = re.match(rb"\s*,([^\S\n]*(#[^\n]*)?)?", self.source[end:])
            if rest:
                end += rest.end()
                comment = re.search(rb"(\n[^\S\n]*#[^\n]*)+\s*$", self.source[:start])
                start = comment.start() if comment else start
                end += len(self.source[end:]) - len(self.source[end:].lstrip(b" ")) if not comment else 0
            elif keep_comma:
                start -= len(self.source[:start]) - len(self.source[:start].rstrip(b" "))
            else:
                start = max([elements[i][1] for i in range(place) if i not in gone], default=start)
            self.cut(*self.whole_lines(start, end))

    def whole_lines(self, start: int, end: int) -> tuple[int, int]:
        """With what would be left of the lines, if that is nothing but blanks."""
        first = self.source.rfind(b"\n", 0, start) + 1
        alone = not self.source[first:start].strip() and self.source[end : end + 1] == b"\n"
        return (first, end + 1) if alone else (start, end)

    def edited(self) -> str:
        source = self.source
        kept: list[Edit] = []
        for edit in sorted(self.edits, key=lambda e: (e[0], -e[1])):
            if not kept or edit[0] >= kept[-1][1]:
                kept.append(edit)
            elif edit[1] > kept[-1][1]:  # two cuts that meet
                kept[-1] = (kept[-1][0], edit[1], kept[-1][2] + edit[2])
        for start, end, replacement in reversed(kept):
            source = source[:start] + replacement + source[end:]
        return source.decode()
