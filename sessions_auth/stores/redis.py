"""The session in Redis (or Valkey): one GET a request, shared by every server, and swept by Redis itself."""

from datetime import datetime
from typing import Any

from django_redis import get_redis_connection

from .entries import EntryStore

PREFIX = "session:"
# SET … only if the old entry lives, and drop that: one step, so that no logout is lost between the two.
REPLACE = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'EXAT', ARGV[2])
return 1
"""


class SessionStore(EntryStore):
    name = "redis"

    def get_entry(self, digest: str) -> Any:
        return get_redis_connection("default").get(PREFIX + digest)

    def put_entry(self, digest: str, entry: str, until: datetime, only_over: str | None = None) -> bool:
        redis, at = get_redis_connection("default"), int(until.timestamp()) + 1
        if only_over is None:
            return bool(redis.set(PREFIX + digest, entry, exat=at))
        return bool(redis.eval(REPLACE, 2, PREFIX + only_over, PREFIX + digest, entry, at))

    @classmethod
    def get_entries(cls, digests: list[str]) -> list[Any]:
        return list(get_redis_connection("default").mget([PREFIX + digest for digest in digests]))

    @classmethod
    def drop_entries(cls, digests: list[str]) -> int:
        return int(get_redis_connection("default").delete(*(PREFIX + digest for digest in digests)))
