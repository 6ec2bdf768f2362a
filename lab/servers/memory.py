"""Sessions in a process's own memory, which the slides call a memory leak: signed in, never come back, never swept.

Counted in the process that answers, by its own store and by the system's word for its size.
"""

import os
from pathlib import Path
from typing import Any

from django.core.cache import caches

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import SHOWN

from ..guards.catalogue import PIECES, SETTINGS, targets_of
from ..guards.lines import install
from ..guards.switch import set_for
from ..page.attacker import caller
from ..page.participants import address, copies

STORES = ("memory", "redis")
AT_ONCE = 50


def size() -> int | None:
    """The bytes of memory that this process has; None where the system doesn't say so."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")


def held() -> dict[str, Any]:
    """{"pid", "sessions" in this process's memory, "bytes" of it}."""
    entries: Any = vars(caches["memory"])["_cache"]
    return {"pid": os.getpid(), "sessions": len(entries), "bytes": size()}


def sign_in_many(run: str, store: str) -> dict[str, Any]:
    """AT_ONCE sign-ins, each from a browser that never comes back, with sessions in this store: what is held before and
    after. MAX_LOGINS, which would end the oldest of one account, is out of the way: in life they are many accounts'."""
    copies(run)
    before = held()
    install(PIECES, targets_of({SETTINGS}))
    other = {"SESSION_ENGINE": f"sessions_auth.stores.{store}", "MAX_LOGINS": 1_000_000}
    with set_for(frozenset({SETTINGS}), other):
        for _ in range(AT_ONCE):
            with caller("127.0.0.1") as http:
                SHOWN[0].client(http).login(address(run, "bob"), PASSWORD).raise_for_status()
    return {"store": store, "logins": AT_ONCE, "before": before, "after": held()}
