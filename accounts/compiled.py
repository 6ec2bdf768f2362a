"""Statements that the ORM writes once and a cursor runs ever after: a tenth of the ORM's cost, and the same SQL.

The values in a queryset given here are placeholders. They fix the order of the parameters (those set, then those
compared, in the order in which the ORM writes them: by name); their own content is never used.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet, sql

ANY_TIME = datetime.fromtimestamp(0, UTC)  # a placeholder for a moment


class Compiled:
    """One statement, compiled when it is first run on a database."""

    def __init__(self, build: Callable[[], sql.Query]) -> None:
        self.build = build
        self.prepared: dict[str, tuple[str, Any]] = {}

    def compile(self, compiler: Any) -> tuple[str, Any]:
        """(SQL, whatever the subclass needs with it)."""
        written = compiler.as_sql()
        return (written[0][0] if isinstance(written, list) else written[0]), None  # an INSERT may be several

    def statement(self, connection: Any) -> tuple[str, Any]:
        found = self.prepared.get(connection.vendor)
        if found is None:
            found = self.compile(self.build().get_compiler(using=DEFAULT_DB_ALIAS))
            self.prepared[connection.vendor] = found
        return found


class CompiledQuery(Compiled):
    """`first(*parameters)` is the first row of `build()`, a `values_list`, as a tuple of Python values, or None."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        super().__init__(lambda: build().query)

    def compile(self, compiler: Any) -> tuple[str, Any]:
        statement, _ = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return statement, [(index, *found) for index, found in converters.items()]

    def first(self, *parameters: Any) -> tuple[Any, ...] | None:
        connection = connections[DEFAULT_DB_ALIAS]
        statement, converters = self.statement(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for index, functions, column in converters:
            for function in functions:
                values[index] = function(values[index], column, connection)
        return tuple(values)


class CompiledWrite(Compiled):
    """`run(*parameters)` executes an UPDATE or a DELETE; returns how many rows it met."""

    def run(self, *parameters: Any) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        statement, _ = self.statement(connection)
        adapt = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            cursor.execute(statement, [adapt(p) if isinstance(p, datetime) else p for p in parameters])
            return int(cursor.rowcount)


def compiled_update(build: Callable[[], QuerySet[Any, Any]], **values: Any) -> CompiledWrite:
    """The UPDATE that sets these columns where the queryset holds."""

    def query() -> sql.Query:
        found = build().query.chain(sql.UpdateQuery)
        found.add_update_values(values)  # type: ignore[attr-defined]
        return found

    return CompiledWrite(query)


def compiled_delete(build: Callable[[], QuerySet[Any, Any]]) -> CompiledWrite:
    """The DELETE of what the queryset holds; of a model that nothing else refers to, since nothing cascades."""
    return CompiledWrite(lambda: build().query.chain(sql.DeleteQuery))


class CompiledInsert:
    """`run(instance)` inserts a row, without learning the key that the database gives it."""

    def __init__(self, model: type[Model]) -> None:
        self.fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.write = CompiledWrite(lambda: self.query(model))

    def query(self, model: type[Model]) -> sql.Query:
        query = sql.InsertQuery(model)
        query.insert_values(self.fields, [model()])
        return query

    def run(self, instance: Model) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        values = [field.get_db_prep_save(getattr(instance, field.attname), connection) for field in self.fields]
        self.write.run(*values)
