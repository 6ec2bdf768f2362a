"""A run: what one page of the lab does, under an id of its own (`X-Lab-Run`). What it leaves behind stays in Redis for
twelve hours after the page was last heard of: its exchanges, credentials and all, which is why the id is long and LAB
needs DEBUG.
"""

import base64
import json
import re
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django_redis import get_redis_connection

from contract.modes import MODES

KEPT_SECONDS = 12 * 3600
COUNTED_SECONDS = 86_400
NAMES = ("exchanges", "page", "steps", "locks", "guards", "foreign", *(f"loot:{mode.name}" for mode in MODES))
RUN_ID = re.compile(r"[0-9a-z]{32}")  # 165 random bits: whoever knows it reads what the run left, credentials too


def run_of(request: HttpRequest) -> str | None:
    """The run that a request says it belongs to; None for none, or for what is no run's id."""
    run = request.META.get("HTTP_X_LAB_RUN", "")
    return run if RUN_ID.fullmatch(run) else None


def tag_of(run: str) -> str:
    """The eight characters that tell this page's accounts from another's: alice+3f9k7x2m@example.com. Everybody sees
    them, so they say nothing of the run; and nobody finds a run that has another's, without the secret key."""
    digest = salted_hmac("lab.page.runs", run, algorithm="sha256").digest()
    return base64.b32encode(digest[:5]).decode().lower()


def keep(run: str, exchange: dict[str, Any]) -> int:
    """Add an exchange; returns its number in the run, counted from 1 and never given twice."""
    key, entry = f"lab:{run}:exchanges", json.dumps(exchange)
    if settings.REDIS_IN_PROCESS:  # one process and one thread then: nobody else is writing
        kept = [*cache.get(key, []), entry]
        cache.set(key, kept, KEPT_SECONDS)
        return len(kept)
    redis = get_redis_connection("default")
    number = int(redis.incr(f"lab:{run}:count"))
    pipeline = redis.pipeline()
    pipeline.expire(f"lab:{run}:count", COUNTED_SECONDS)
    pipeline.zadd(key, {json.dumps({"number": number} | exchange): number})
    pipeline.expire(key, KEPT_SECONDS)
    pipeline.execute()
    return number


def exchanges(run: str, after: int = 0) -> list[dict[str, Any]]:
    """What was kept since exchange `after`, oldest first, each with its `number`."""
    key = f"lab:{run}:exchanges"
    if settings.REDIS_IN_PROCESS:
        kept = enumerate(cache.get(key, [])[after:], after + 1)
        return [{"number": number} | json.loads(entry) for number, entry in kept]
    entries = get_redis_connection("default").zrange(key, f"({after}", "+inf", byscore=True)
    return [json.loads(entry) for entry in entries]


def touch(run: str) -> None:
    """The page is still open: keep what its run left for as long again."""
    for name in NAMES:
        if settings.REDIS_IN_PROCESS:
            cache.touch(f"lab:{run}:{name}", KEPT_SECONDS)
        else:
            get_redis_connection("default").expire(f"lab:{run}:{name}", KEPT_SECONDS)


def store(run: str, name: str, value: Any) -> None:
    """Keep one value of the run, as JSON."""
    if settings.REDIS_IN_PROCESS:
        cache.set(f"lab:{run}:{name}", json.dumps(value), KEPT_SECONDS)
    else:
        get_redis_connection("default").set(f"lab:{run}:{name}", json.dumps(value), ex=KEPT_SECONDS)


def stored(run: str, name: str) -> Any:
    """What `store` kept, or None."""
    redis = cache if settings.REDIS_IN_PROCESS else get_redis_connection("default")
    entry = redis.get(f"lab:{run}:{name}")
    return json.loads(entry) if entry else None


def append(run: str, name: str, values: list[Any], most: int) -> None:
    """Add to a list of the run's, as JSON; of more than `most` the oldest go."""
    if not values:
        return
    key = f"lab:{run}:{name}"
    if settings.REDIS_IN_PROCESS:
        cache.set(key, [*cache.get(key, []), *map(json.dumps, values)][-most:], KEPT_SECONDS)
        return
    pipeline = get_redis_connection("default").pipeline()
    pipeline.rpush(key, *map(json.dumps, values))
    pipeline.ltrim(key, -most, -1)
    pipeline.expire(key, KEPT_SECONDS)
    pipeline.execute()


def listed(run: str, name: str) -> list[Any]:
    """What `append` kept, oldest first."""
    key = f"lab:{run}:{name}"
    kept = cache.get(key, []) if settings.REDIS_IN_PROCESS else get_redis_connection("default").lrange(key, 0, -1)
    return [json.loads(entry) for entry in kept]


def forget(run: str | None = None) -> None:
    """Drop what this run left, or what every run did."""
    if settings.REDIS_IN_PROCESS:
        if run is None:
            cache.clear()
        else:
            cache.delete_many([f"lab:{run}:{name}" for name in NAMES])
        return
    redis = get_redis_connection("default")
    for key in redis.scan_iter(f"lab:{run or '*'}:*", count=1000):
        redis.delete(key)
