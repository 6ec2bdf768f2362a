"""Redis behind Sentinels: a write is answered when a replica has it too, so that a failover undoes no sign-out.

Replication is asynchronous: a master that is frozen, or cut off, goes on taking writes that its successor never sees,
and a session that was ended comes back. Each write is followed by `WAIT 1` on its own connection, in the same journey;
one that no replica confirms in time is an error, which becomes 503. It may have been done, as after any lost answer.
Source: https://valkey.io/commands/wait/, "Consistency and WAIT".
"""

from typing import Any

import redis
from redis.client import Pipeline as RedisPipeline

REPLICAS = 1
MILLISECONDS = 500  # less than SOCKET_TIMEOUT, so that it is told which of the two was late
WRITES = {"SET", "DEL", "EVAL"}  # what the modes write with


class Pipeline(RedisPipeline):
    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Raises: ConnectionError, where too few replicas have what was written."""
        self.wait(REPLICAS, MILLISECONDS)
        *answers, replicas = super().execute(raise_on_error)
        if replicas < REPLICAS:
            raise redis.ConnectionError(f"no replica confirmed the write within {MILLISECONDS} ms")
        return answers


class Redis(redis.Redis):
    def pipeline(self, transaction: Any = True, shard_hint: Any = None) -> Pipeline:
        return Pipeline(self.connection_pool, self.response_callbacks, transaction, shard_hint)

    def execute_command(self, *args: Any, **options: Any) -> Any:
        if args[0] not in WRITES:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        with self.pipeline(transaction=False) as pipeline:
            pipeline.execute_command(*args, **options)  # type: ignore[no-untyped-call]
            return pipeline.execute()[0]
