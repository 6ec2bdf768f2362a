"""The revocation dial, JWT_REVOCATION: how much is looked up beside a token's signature, so that an end counts at once.

none        nothing: a token is judged by itself alone, until it expires.
denylist    one Redis GET: logins that were ended by name.
not-before  one Redis GET: whatever is older than the account's moment, logins that nobody tracks included.
both        one Redis MGET.
lookup      one SQL statement: the account as it is now, with the login's row where the mode keeps one.

A store that doesn't answer is 503, at every setting: what can't be asked is not let through (OWASP: fail closed).
"""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest
from django_redis import get_redis_connection

from accounts.exceptions import TokenRevoked

from . import denylist, not_before
from .conf import conf, revocation
from .tokens import AccessToken


class List(NamedTuple):
    """What Redis may hold against a token: under which key, and whether what stands there is about this one."""

    name: str
    key_of: Callable[[AccessToken], str]
    ends: Callable[[AccessToken, bytes], bool]


DENYLIST = List("denylist", lambda token: denylist.key(token.login_id), lambda token, value: True)
NOT_BEFORE = List("not-before", lambda token: not_before.key(token["sub"]), not_before.is_older)
SETTINGS = {
    "none": (),
    "denylist": (DENYLIST,),
    "not-before": (NOT_BEFORE,),
    "both": (DENYLIST, NOT_BEFORE),
    "lookup": (),
}
# What FRESH_CALLS can name: the calls that take an access token, by the first segment below a prefix.
CALLS = ("me", "profile", "report", "logins", "logout", "logout-all", "password")


def check(token: AccessToken) -> None:
    """Ask Redis what the setting asks. Raises: TokenRevoked, 401; a RedisError, which becomes 503."""
    lists = SETTINGS[revocation()]
    if not lists:
        return
    redis, keys = get_redis_connection("default"), [each.key_of(token) for each in lists]
    values = redis.mget(keys) if len(keys) > 1 else [redis.get(keys[0])]
    for each, value in zip(lists, values, strict=True):
        if value is not None and each.ends(token, value):
            raise TokenRevoked(each.name)


def looks_up(request: HttpRequest) -> bool:
    """Whether this call asks the database: each does at `lookup`, and those that FRESH_CALLS names at any setting."""
    if revocation() == "lookup":
        return True
    return bool(conf.FRESH_CALLS) and request.path_info.split("/", 3)[2:3] in [[name] for name in conf.FRESH_CALLS]


def ends_tracked_logins() -> bool:
    """Whether an access token ends with the login that a mode has a row of."""
    return revocation() in ("denylist", "both", "lookup")
