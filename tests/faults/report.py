"""The table in docs/faults.md, as `make test-faults FAULTS=docs/faults.md` measures it."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from .site import Fault

HEAD = """# Faults, and what each cost

Made by `make test-faults FAULTS=docs/faults.md`: {when}, {processors} processors, load {load}. Nothing is simulated:
processes are killed, stopped where they stand (SIGSTOP), restarted and filled while a caller of each mode uses two
servers of two workers by turns: signs in, calls `me`, changes its profile, refreshes twice, and signs out two times of
three. Sessions are in Redis and the denylist is on, unless the fault's name says otherwise.

After each fault the callers look at both servers, and the run fails unless every login that was answered 200 still
works, every login whose sign-out was answered 200 is refused, every change that was answered 200 is there, and no
refresh token has had two successors. Every other answer was 503 with `Retry-After` in the one error shape; a connection
that broke is counted. Nothing was restarted by hand.

{columns}
| --- | --- | --- | --- | --- | --- | --- | --- |
"""
COLUMNS = (
    *("fault", "requests", "200", "503", "broken connections", "logins ended for safety"),
    *("longest answer", "last error after its end"),
)
FOOT = """
A login *ended for safety* is one whose client repeated a refresh token later than REFRESH_RETRY_SECONDS after a
rotation that had happened and whose answer was lost: reuse detection can't tell it from a thief, and its user signs in
again.
"""


@dataclass
class Report:
    faults: list[Fault] = field(default_factory=list)

    def write(self, path: Path) -> None:
        head = HEAD.format(
            when=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            processors=os.cpu_count(),
            columns=f"| {' | '.join(COLUMNS)} |",
            load=f"{os.getloadavg()[0]:.0f}",
        )
        path.write_text(head + "".join(map(self.row, self.faults)) + FOOT)

    @staticmethod
    def row(fault: Fault) -> str:
        well = fault.answered["200"]
        refused = sum(n for told, n in fault.answered.items() if told.startswith("503"))
        broken = sum(n for told, n in fault.answered.items() if not told[0].isdigit())
        cells = (fault.name, fault.asked, well, refused, broken, fault.reused)
        return f"| {' | '.join(map(str, cells))} | {fault.longest:.1f} s | {fault.recovery:.1f} s |\n"
