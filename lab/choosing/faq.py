"""docs/faq.md quotes measured cells word for word: a run puts its own there, and a test looks whether they hold."""

import re

CELL = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(libraries\.html#([\w-]+)\.([\w-]+)\)")  # words may hold [200, 200]


def quoted(text: str) -> list[tuple[str, str, str]]:
    """(words, question, column) of every cell that a text quotes."""
    return [(words, question, column) for words, question, column in CELL.findall(text)]


def refreshed(text: str, cells: dict[str, dict[str, str]]) -> str:
    """The text with each quotation as it was measured now. Raises: KeyError for a cell that there isn't."""

    def measured(link: re.Match[str]) -> str:
        _, question, column = link.groups()
        return f"[{cells[question][column]}](libraries.html#{question}.{column})"

    return CELL.sub(measured, text)
