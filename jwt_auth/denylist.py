"""The denylist: what a signature can't know. Off (JWT_DENYLIST=0), a token is judged by itself alone, at no look-up.
On, each request costs one Redis GET, and is refused when Redis does not answer (OWASP: fail closed).

An entry is the public id of an ended login (`sid`, or a bare token's `jti`) and lives as long as its token could.
"""

from collections.abc import Iterable

from django_redis import get_redis_connection

from accounts import clock
from accounts.exceptions import TokenRevoked

from .conf import conf

PREFIX = "denied:"


def check(login_id: str) -> None:
    """Raises: TokenRevoked, 401, for what has been denied; a RedisError, which becomes 503."""
    if conf.JWT_DENYLIST and get_redis_connection("default").get(PREFIX + login_id) is not None:
        raise TokenRevoked("denylist")


def deny(login_ids: Iterable[str], seconds: float) -> bool:
    """Deny these logins' access tokens, none of which outlives `seconds`; False where there is no denylist."""
    if not conf.JWT_DENYLIST:
        return False
    pipeline = get_redis_connection("default").pipeline(transaction=False)
    for login_id in login_ids:
        pipeline.set(PREFIX + login_id, 1, exat=int(clock.now().timestamp() + seconds) + 1)
    pipeline.execute()
    return True
