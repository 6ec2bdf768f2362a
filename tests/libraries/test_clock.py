"""A request that happens later finds Redis as it will be then, and leaves it as it is."""

import pytest
from redis import Redis

from lab.libraries.clock import redis_later


@pytest.fixture
def redis(fleet):
    with Redis.from_url(fleet.stores.redis_url.replace("db=0", "db=5")) as redis:
        yield redis
        redis.flushdb()


def test_what_will_have_expired_is_gone_meanwhile_and_back_after(redis):
    redis.set("short", "1", ex=60)
    redis.set("long", "1", ex=600)
    redis.set("endless", "1")

    with redis_later(redis, 100):
        there = {key: redis.exists(key) for key in ("short", "long", "endless")}

    assert there == {"short": 0, "long": 1, "endless": 1}
    assert 50 <= redis.ttl("short") <= 60
    assert 590 <= redis.ttl("long") <= 600
    assert redis.ttl("endless") == -1


def test_what_is_set_meanwhile_counts_from_then(redis):
    redis.set("short", "1", ex=60)
    redis.set("renewed", "1", ex=200)

    with redis_later(redis, 100):
        redis.set("short", "2", ex=60)
        redis.set("renewed", "1", ex=300)
        redis.set("new", "1", ex=60)

    assert redis.get("short") == b"2"
    assert [round(redis.ttl(key), -1) for key in ("short", "renewed", "new")] == [160, 400, 160]
