"""The account's moment: every access token that knows it as it was before then is refused. One of the dial's two lists.

It ends what no list of logins can name. A moment moves forward alone, and is kept for as long as an older token could
live. The token that asked for a new password is spared by its `jti`, as the contract has it, unless an earlier moment
had ended it. To the microsecond: see `tokens.AccessToken.as_of`, and docs/adr/0028.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django_redis import get_redis_connection

from accounts import clock

from .conf import conf, revocation
from .token_ids import microseconds
from .tokens import AccessToken

# Reading and writing are one command: a moment that another request has just set is neither lost nor undone.
MOVE = """
local moment, spared, old = tonumber(ARGV[1]), ARGV[3], redis.call("GET", KEYS[1])
if old then
  local before, was_spared = string.match(old, "^(%d+) (.*)$")
  if spared ~= was_spared and tonumber(ARGV[4]) <= tonumber(before) then spared = "" end
  moment = math.max(moment, tonumber(before))
end
redis.call("SET", KEYS[1], string.format("%.0f %s", moment, spared), "EXAT", ARGV[2])
"""


def key(account_id: Any) -> str:
    return f"not-before:{account_id}"


def in_use() -> bool:
    return revocation() in ("not-before", "both")


def is_older(token: AccessToken, value: bytes) -> bool:
    """Whether this token is from before the moment, or from that very one, and not the one that is spared."""
    moment, _, spared = value.partition(b" ")
    return token.as_of <= int(moment) and token["jti"].encode() != spared


def move(account_ids: Iterable[Any], spared: AccessToken | None = None) -> None:
    """Now is these accounts' moment. Raises: a RedisError, which becomes 503."""
    now = clock.now()
    longest = max(conf.BARE_TOKEN_SECONDS, conf.ACCESS_TOKEN_SECONDS)
    end = int(now.timestamp()) + longest + 1
    but = (spared["jti"], spared.as_of) if spared else ("", 0)
    pipeline = get_redis_connection("default").pipeline(transaction=False)
    for account_id in account_ids:
        pipeline.eval(MOVE, 1, key(account_id), microseconds(now), end, *but)
    pipeline.execute()


def move_around(account_ids: Iterable[Any], spared: AccessToken | None = None) -> None:
    """Move it inside the transaction that changes these accounts, so that nothing is written if Redis doesn't answer;
    and again on commit, since a token that was issued in between knows them as they were."""
    if not in_use():
        return
    account_ids = list(account_ids)
    move(account_ids, spared)
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(lambda: move(account_ids, spared))
