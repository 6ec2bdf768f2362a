"""A session as a store holds it, and as it is to be ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class Endable(Protocol):
    """A session to be ended: its row, or what its store holds of it."""

    public_id: str
    digest: str
    expires_at: datetime


@dataclass(slots=True)
class StoredSession:
    """A session as its store holds it."""

    public_id: str
    digest: str
    account_id: int | None  # nobody has signed in
    last_used_at: datetime
    expires_at: datetime
    absolute_expires_at: datetime
    data: dict[str, Any]
