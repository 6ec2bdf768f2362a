"""Tables: a row an event or a call, a column a mode. A column's name begins with its mode's."""

from typing import Any


def table(columns: tuple[str, ...], rows: dict[str, tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    """The rows, each by column."""
    return {name: dict(zip(columns, cells, strict=True)) for name, cells in rows.items()}
