"""What a request asked of the stores and of the password hasher: one entry a call, in the order in which they began."""

from contextvars import ContextVar
from dataclasses import dataclass, field

SQL, REDIS, HASH = "SQL", "Redis", "hash"


@dataclass
class Call:
    """One statement, command or hash: what was asked, what came back in a few words, and how long that took."""

    store: str
    text: str
    answer: str = ""
    seconds: float = 0.0


@dataclass
class Costs:
    calls: list[Call] = field(default_factory=list)

    def of(self, store: str) -> list[Call]:
        return [call for call in self.calls if call.store == store]

    def server_timing(self, total: float) -> str:
        """W3C Server Timing: counts as descriptions, durations in milliseconds."""
        counts = ", ".join(f'{store.lower()};desc="{len(self.of(store))}"' for store in (SQL, REDIS))
        spent = {store: sum(call.seconds for call in self.of(store)) * 1e3 for store in (SQL, REDIS, HASH)}
        times = ", ".join(f"{store.lower()}time;dur={milliseconds:.2f}" for store, milliseconds in spent.items())
        return f"{counts}, {times}, total;dur={total * 1e3:.2f}"


current: ContextVar[Costs | None] = ContextVar("costs", default=None)
