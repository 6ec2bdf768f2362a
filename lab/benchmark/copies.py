"""Logins by the million: copies of one real row, made by the database itself."""

import re
import sqlite3
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"


class Database:
    """An SQLite file from outside."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, timeout=60, isolation_level=None)

    def ask(self, sql: str, *values: Any) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def counts(self) -> dict[str, int]:
        tables = [name for (name,) in self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: self.ask(f'SELECT count(*) FROM "{table}"')[0][0] for table in tables}  # noqa: S608

    def size(self) -> int:
        pages, free, size = (self.ask(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count", "page_size"))
        return int((pages - free) * size)

    def copy_last(self, table: str, count: int) -> None:
        """Insert copies of a table's newest row. What is unique is random; every other one is a year older."""
        columns = {name: (kind, primary) for _, name, kind, _, _, primary in self.ask(f'PRAGMA table_info("{table}")')}
        unique = {
            column
            for _, index, is_unique, *_ in self.ask(f'PRAGMA index_list("{table}")')
            if is_unique
            for _, _, column in self.ask(f'PRAGMA index_info("{index}")')
        }
        key = next(name for name, (_, primary) in columns.items() if primary)
        newest = f'(SELECT * FROM "{table}" ORDER BY rowid DESC LIMIT 1)'  # noqa: S608
        row = dict(zip(columns, self.ask(f"SELECT * FROM {newest}")[0], strict=True))  # noqa: S608
        copied = {}
        for name, value in row.items():
            if name in unique or (name == key and isinstance(value, str)):
                copied[name] = f"lower(hex(randomblob({max(1, len(str(value)) // 2)})))"
            elif isinstance(value, str) and MOMENT.match(value):
                copied[name] = f'CASE WHEN i % 2 THEN datetime("{name}", \'-1 year\') ELSE "{name}" END'
            elif name != key:
                copied[name] = f'"{name}"'
        into = ", ".join(f'"{name}"' for name in copied)
        values = ", ".join(copied.values())
        self.ask(f'INSERT INTO "{table}" ({into}) {NUMBERS} SELECT {values} FROM n, {newest}', count)  # noqa: S608
