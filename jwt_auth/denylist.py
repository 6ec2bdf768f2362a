"""The denylist: logins that were ended by name, which a signature can't know. One of the dial's two lists.

An entry is the public id of an ended login (`sid`, or a bare token's `jti`) and lives as long as its token could.
"""

from collections.abc import Iterable

from django_redis import get_redis_connection

from accounts import clock

from .conf import revocation


def key(login_id: str) -> str:
    return f"denied:{login_id}"


def in_use() -> bool:
    return revocation() in ("denylist", "both")


def deny(login_ids: Iterable[str], seconds: float) -> bool:
    """Deny these logins' access tokens, none of which outlives `seconds`; False where there is no denylist.

    Raises: a RedisError, which becomes 503.
    """
    if not in_use():
        return False
    pipeline = get_redis_connection("default").pipeline(transaction=False)
    for login_id in login_ids:
        pipeline.set(key(login_id), 1, exat=int(clock.now().timestamp() + seconds) + 1)
    pipeline.execute()
    return True
