"""Everything that the stores hold, as text: what somebody who reads them all would see."""

from typing import Any

from django.core.cache import caches
from django.db import connection
from django_redis import get_redis_connection


def in_database() -> str:
    """Every column of every row of every table."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(found)


def in_redis() -> str:
    """Every key with its value, whatever its type."""
    redis: Any = get_redis_connection("default")
    return "\n".join(f"{key!r}: {redis.dump(key)!r} {value_of(redis, key)!r}" for key in redis.scan_iter())


def value_of(redis: Any, key: bytes) -> Any:
    match redis.type(key):
        case b"string":
            return redis.get(key)
        case b"hash":
            return redis.hgetall(key)
        case b"list":
            return redis.lrange(key, 0, -1)
        case b"set":
            return redis.smembers(key)
        case b"zset":
            return redis.zrange(key, 0, -1)
        case b"stream":
            return redis.xrange(key)
    raise NotImplementedError(redis.type(key))


def everything() -> str:
    return f"{in_database()}\n{in_redis()}\n{caches['memory']._cache!r}"  # type: ignore[attr-defined]
