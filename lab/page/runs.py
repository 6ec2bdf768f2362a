"""A run: what one page of the lab does, under an id of its own (`X-Lab-Run`). What it leaves behind stays in Redis for
ten minutes after its last request: its exchanges, credentials and all, which is why the id is long and LAB needs DEBUG.
"""

import json
import re
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django_redis import get_redis_connection

from contract.modes import MODES

KEPT_SECONDS = 600
COUNTED_SECONDS = 86_400
RUN_ID = re.compile(r"[0-9a-z]{16}")


def run_of(request: HttpRequest) -> str | None:
    """The run that a request says it belongs to; None for none, or for what is no run's id."""
    run = request.META.get("HTTP_X_LAB_RUN", "")
    return run if RUN_ID.fullmatch(run) else None


def tag_of(run: str) -> str:
    """The four characters that tell this page's accounts from another's: alice+3f9k@example.com."""
    return run[:4]


def keep(run: str, exchange: dict[str, Any]) -> int:
    """Add an exchange; returns its number in the run, counted from 1 and never given twice, even after ten minutes."""
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


def forget(run: str | None = None) -> None:
    """Drop what this run left, or what every run did."""
    if settings.REDIS_IN_PROCESS:
        if run is None:
            cache.clear()
        else:
            cache.delete_many([f"lab:{run}:{name}" for name in ("exchanges", *(f"loot:{mode.name}" for mode in MODES))])
        return
    redis = get_redis_connection("default")
    for key in redis.scan_iter(f"lab:{run or '*'}:*", count=1000):
        redis.delete(key)
