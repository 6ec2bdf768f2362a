"""What a project's database and Redis hold: how much, and whether a credential stands there as it is sent."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from redis import Redis

LAB_KEYS = b"lab"  # the lab's own


def log_table() -> str:
    """The table of events, which no credential lives in; "" in a project that has none."""
    return apps.get_model("accounts.AuthEvent")._meta.db_table if apps.is_installed("accounts") else ""


def redis_of() -> Redis | None:
    """The Redis that the cache lives in; None where it lives in the process."""
    cache = settings.CACHES["default"]
    return Redis.from_url(str(cache["LOCATION"])) if "redis" in str(cache["BACKEND"]).lower() else None


def columns(cursor: Any) -> Iterator[tuple[str, list[str]]]:
    for table in connection.introspection.table_names(cursor):
        yield table, [column.name for column in connection.introspection.get_table_description(cursor, table)]


def stored(fields: dict[str, Any]) -> dict[str, Any]:
    """{"rows", "keys", "bytes", "events"}: what all tables and all of Redis hold now, and how many rows are events."""
    rows = size = events = 0
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, names in columns(cursor):
            lengths = " + ".join(f"coalesce(length(cast({quote(name)} as text)), 0)" for name in names)
            cursor.execute(f"SELECT count(*), coalesce(sum({lengths}), 0) FROM {quote(table)}")  # noqa: S608
            count, held = cursor.fetchone()
            if table == log_table():
                events = count
            else:
                rows, size = rows + count, size + int(held)
    keys = []
    if redis := redis_of():
        with redis:
            keys = [key for key in redis.scan_iter(count=1000) if not key.startswith(LAB_KEYS)]
            size += sum(redis.memory_usage(key) or 0 for key in keys)
    return {"rows": rows, "keys": len(keys), "bytes": size, "events": events}


def at_rest(fields: dict[str, Any]) -> dict[str, Any]:
    """{"places": {name: ["table.column" or "Redis"]}} of each credential in {"texts": {name: text}}, as it is sent."""
    texts: dict[str, str] = fields["texts"]
    places: dict[str, list[str]] = {name: [] for name in texts}
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, names in columns(cursor):
            for column in names:
                for name, text in texts.items():
                    like = f"SELECT count(*) FROM {quote(table)} WHERE cast({quote(column)} as text) LIKE %s"  # noqa: S608
                    cursor.execute(like, [f"%{text}%"])
                    if cursor.fetchone()[0]:
                        places[name].append(f"{table}.{column}")
    if redis := redis_of():
        with redis:
            dumped = [
                (key, redis.dump(key) or b"") for key in redis.scan_iter(count=1000) if not key.startswith(LAB_KEYS)
            ]
        for name, text in texts.items():
            if any(text.encode() in key or text.encode() in value for key, value in dumped):
                places[name].append("Redis")
    return {"places": places}
