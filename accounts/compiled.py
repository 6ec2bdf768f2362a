"""Statements that the ORM writes once and a cursor runs ever after: a tenth of the ORM's cost, and the same SQL.

A `Param` stands where a value will: `Session.objects.filter(digest=Param("digest"))`. Each run gives the values by
name; a name that is missing, or that the statement doesn't have, is a TypeError. Every other value in the queryset is
what it says.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Model, QuerySet, sql


class Param(Expression):
    """A value of this name, which each run gives."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Compiled:
    """One statement, compiled when it is first run on a kind of database."""

    def __init__(self, build: Callable[[], sql.Query]) -> None:
        self.build = build
        self.prepared: dict[str, tuple[str, list[Any], set[str], Any]] = {}

    def extras(self, compiler: Any) -> Any:
        """Whatever the subclass needs beside the statement."""

    def prepare(self, connection: Any) -> tuple[str, list[Any], set[str], Any]:
        """(SQL, a Param or a constant for each placeholder, the names, the extras)."""
        compiler = self.build().get_compiler(using=DEFAULT_DB_ALIAS)
        written = compiler.as_sql()
        statement, slots = written[0] if isinstance(written, list) else written  # an INSERT may be several
        names = {slot.name for slot in slots if isinstance(slot, Param)}
        self.prepared[connection.vendor] = prepared = statement, list(slots), names, self.extras(compiler)
        return prepared

    def execute(self, cursor: Any, connection: Any, values: dict[str, Any]) -> Any:
        """Run it with these values; returns the extras. Raises: TypeError."""
        statement, slots, names, extras = self.prepared.get(connection.vendor) or self.prepare(connection)
        if values.keys() != names:
            raise TypeError(f"This statement takes {sorted(names)}, and was given {sorted(values)}.")
        adapt = connection.ops.adapt_datetimefield_value
        bound = [values[slot.name] if isinstance(slot, Param) else slot for slot in slots]
        cursor.execute(statement, [adapt(value) if isinstance(value, datetime) else value for value in bound])
        return extras


class CompiledQuery(Compiled):
    """`first(name=value, …)` is the first row of `build()`, a `values_list`, as a tuple of Python values, or None."""

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        super().__init__(lambda: build().query)

    def extras(self, compiler: Any) -> Any:
        """(index, functions, column) of each column that isn't what the database gives."""
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return [(index, *how) for index, how in converters.items()]

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            converters = self.execute(cursor, connection, values)
            row = cursor.fetchone()
        if row is None:
            return None
        columns = list(row)
        for index, functions, column in converters:
            for function in functions:
                columns[index] = function(columns[index], column, connection)
        return tuple(columns)


class CompiledWrite(Compiled):
    """`run(name=value, …)` executes an UPDATE, a DELETE or an INSERT; returns how many rows it met."""

    def run(self, **values: Any) -> int:
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            self.execute(cursor, connection, values)
            return int(cursor.rowcount)


def compiled_update(build: Callable[[], QuerySet[Any, Any]], *columns: str, **values: Any) -> CompiledWrite:
    """The UPDATE that sets these columns, each to the parameter of its own name, where the queryset holds; and what
    `values` says in so many words."""

    def query() -> sql.Query:
        update = build().query.chain(sql.UpdateQuery)
        update.add_update_values({column: Param(column) for column in columns} | values)  # type: ignore[attr-defined]
        return update

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
        query.insert_values(self.fields, [model(**{f.attname: Param(f.attname) for f in self.fields})])
        return query

    def run(self, instance: Model) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        self.write.run(**{f.attname: f.get_db_prep_save(getattr(instance, f.attname), connection) for f in self.fields})
