"""A query that the ORM writes once and a cursor runs ever after: a tenth of the cost of `.get()`, and the same SQL.

The values in the queryset are placeholders. They fix the order of the parameters; their own content is never used.
"""

from collections.abc import Callable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet


class CompiledQuery:
    """`first(*parameters)` is the first row of `build()`, a `values_list`, as a tuple of Python values, or None."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build
        self.prepared: dict[str, tuple[str, list[Any]]] = {}

    def prepare(self, vendor: str) -> tuple[str, list[Any]]:
        compiler = self.build().query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, _ = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        converters = [(index, *found) for index, found in compiler.get_converters(columns).items()]
        return self.prepared.setdefault(vendor, (sql, converters))

    def first(self, *parameters: Any) -> tuple[Any, ...] | None:
        connection = connections[DEFAULT_DB_ALIAS]
        sql, converters = self.prepared.get(connection.vendor) or self.prepare(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, functions, column in converters:
            for function in functions:
                values[index] = function(values[index], column, connection)
        return tuple(values)
