"""What a room is in Redis, and the steps that must be atomic: joining, voting, and the end of a vote.

Keys `room:<code>` (what the trainer decides), `:people`, `:from`, `:votes:<question>`, `:measured`. A participant's
name there is a digest of their token, and the trainer's key is kept as a digest too: nothing there lets anybody in.
"""

import hashlib
import json
import secrets
import time
from typing import Any

from django.conf import settings
from django_redis import get_redis_connection

from accounts.exceptions import StoreUnavailable

KEPT_SECONDS = 12 * 3600
MOST_ROOMS, MOST_PEOPLE, MOST_FROM_ONE = 20, 200, 60
ROOMS = "rooms"
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another

# KEYS: rooms. ARGV: now, most, until, code. A room more, unless there are too many; those that ended don't count.
OPEN = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
return redis.call('ZADD', KEYS[1], 'NX', ARGV[3], ARGV[4])
"""
# KEYS: room, people, from. ARGV: most, most from one address, address, id, entry, seconds. -1: there is no such room;
# -2: it is locked; 0: it is full, or this address has joined often enough.
JOIN = """
if redis.call('EXISTS', KEYS[1]) == 0 then return -1 end
if redis.call('HGET', KEYS[1], 'locked') == '1' then return -2 end
if redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[1]) then return 0 end
if tonumber(redis.call('HGET', KEYS[3], ARGV[3]) or '0') >= tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[3], ARGV[3], 1)
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('EXPIRE', KEYS[3], ARGV[6])
return 1
"""
# KEYS: room, people, votes. ARGV: question, id, choice, seconds. Counted only while this very question is open, and
# from who is in the room; a second vote takes the first one's place.
VOTE = """
if redis.call('HGET', KEYS[1], 'open') ~= ARGV[1] then return 0 end
if redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0 then return -1 end
redis.call('HSET', KEYS[3], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[4])
return 1
"""
# KEYS: people. ARGV: id, entry. Only of who is still there.
UPDATE = "if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end"


def redis() -> Any:
    """Raises: StoreUnavailable, 503, where there is no Redis, which a class over several workers needs."""
    if settings.REDIS_IN_PROCESS:
        raise StoreUnavailable("Redis", "A room needs Redis, and this server has none.")
    return get_redis_connection("default")


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def open_room(guide: str) -> tuple[str, str] | None:
    """(code, the trainer's key), or None where there are too many rooms."""
    key, now = secrets.token_urlsafe(16), time.time()
    for _ in range(10):  # a code that is taken is drawn again
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(5))
        if redis().eval(OPEN, 1, ROOMS, now, MOST_ROOMS, now + KEPT_SECONDS, code):
            fields = {"key": digest(key), "guide": guide, "step": 0, "turn": 0, "open": "", "follow": 1, "locked": 0}
            pipeline = redis().pipeline()
            pipeline.hset(f"room:{code}", mapping=fields)
            pipeline.expire(f"room:{code}", KEPT_SECONDS)
            pipeline.execute()
            return code, key
    return None


def room(code: str) -> dict[str, str] | None:
    fields = redis().hgetall(f"room:{code}")
    return {name.decode(): value.decode() for name, value in fields.items()} if fields else None


def decide(code: str, **fields: Any) -> None:
    """What the trainer has decided; one step, so that a vote is either before it or after."""
    pipeline = redis().pipeline()
    pipeline.hset(f"room:{code}", mapping=fields)
    for name in (f"room:{code}", f"room:{code}:people"):
        pipeline.expire(name, KEPT_SECONDS)
    pipeline.zadd(ROOMS, {code: time.time() + KEPT_SECONDS}, xx=True)
    pipeline.execute()


def close(code: str) -> None:
    """The room is over: nothing of it stays."""
    found = list(redis().scan_iter(f"room:{code}:*", count=1000))
    pipeline = redis().pipeline()
    pipeline.delete(f"room:{code}", *found)
    pipeline.zrem(ROOMS, code)
    pipeline.execute()


def join(code: str, name: str, address: str) -> tuple[int, str]:
    """(1, the participant's token); else (0, "") for a full room, (-1, "") for none, (-2, "") for a locked one."""
    token = secrets.token_urlsafe(16)
    entry = json.dumps({"name": name, "joined": time.time()})
    keys = f"room:{code}", f"room:{code}:people", f"room:{code}:from"
    limits = MOST_PEOPLE, MOST_FROM_ONE, address
    joined = int(redis().eval(JOIN, 3, *keys, *limits, digest(token), entry, KEPT_SECONDS))
    return (1, token) if joined == 1 else (joined, "")


def remove(code: str, who: str) -> None:
    """Out of the room, and their votes with them."""
    questions = list(redis().scan_iter(f"room:{code}:votes:*", count=1000))
    pipeline = redis().pipeline()
    for key in (f"room:{code}:people", *questions):
        pipeline.hdel(key, who)
    pipeline.execute()


def people(code: str) -> dict[str, dict[str, Any]]:
    found = redis().hgetall(f"room:{code}:people")
    return {who.decode(): json.loads(entry) for who, entry in found.items()}


def person(code: str, who: str) -> dict[str, Any] | None:
    entry = redis().hget(f"room:{code}:people", who)
    return json.loads(entry) if entry else None


def update_person(code: str, who: str, entry: dict[str, Any]) -> None:
    redis().eval(UPDATE, 1, f"room:{code}:people", who, json.dumps(entry))


def vote(code: str, question: str, who: str, choice: str) -> int:
    """1 where it counts; 0 where this question is not open (any more); -1 from who is not in the room."""
    keys = f"room:{code}", f"room:{code}:people", f"room:{code}:votes:{question}"
    return int(redis().eval(VOTE, 3, *keys, question, who, choice, KEPT_SECONDS))


def votes(code: str, question: str) -> dict[str, str]:
    """Who chose what."""
    found = redis().hgetall(f"room:{code}:votes:{question}")
    return {who.decode(): choice.decode() for who, choice in found.items()}


def vote_of(code: str, question: str, who: str) -> str | None:
    choice = redis().hget(f"room:{code}:votes:{question}", who)
    return choice.decode() if choice else None


def measured(code: str) -> dict[str, dict[str, Any]]:
    """What the server answered at each question that was revealed: {question: {mode: {"status", "code"}}}."""
    found = redis().hgetall(f"room:{code}:measured")
    return {question.decode(): json.loads(entry) for question, entry in found.items()}


def questions(code: str) -> list[str]:
    """The questions that somebody voted on."""
    start = f"room:{code}:votes:"
    return sorted(key.decode().removeprefix(start) for key in redis().scan_iter(f"{start}*", count=1000))


def keep_measured(code: str, question: str, answers: dict[str, Any]) -> None:
    pipeline = redis().pipeline()
    pipeline.hset(f"room:{code}:measured", question, json.dumps(answers))
    pipeline.expire(f"room:{code}:measured", KEPT_SECONDS)
    pipeline.execute()
