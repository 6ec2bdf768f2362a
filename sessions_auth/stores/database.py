"""The session in the database: the row is the session, and one joined query reads it with its account."""

import json
from collections.abc import Iterable

from django.contrib.auth import HASH_SESSION_KEY

from accounts import clock
from accounts.compiled import ANY_TIME, CompiledQuery, compiled_delete, compiled_update
from accounts.credentials import COLUMNS
from accounts.models import Account

from ..models import Session
from . import base
from .held import Endable, Held

FIELDS = ("public_id", "digest", "account_id", "last_used_at", "expires_at", "absolute_expires_at", "data")
_joined = CompiledQuery(
    lambda: Session.objects.filter(digest="d", store="database").values_list(
        *FIELDS, *(f"account__{column}" for column in COLUMNS)
    )
)
_replace = compiled_update(
    lambda: Session.objects.filter(digest="d"), digest="d", data="{}", last_used_at=ANY_TIME, expires_at=ANY_TIME
)
# By the public id, which a session keeps while another request gives it a new key.
_delete_live = compiled_delete(lambda: Session.objects.filter(expires_at__gt=ANY_TIME, public_id="p"))


class SessionStore(base.SessionStore):
    name = "database"
    joined_account: Account | None = None

    def read(self, digest: str) -> Held | None:
        values = _joined.first(digest, self.name)
        if values is None:
            return None
        self.joined_account = Account.from_db("default", COLUMNS, values[len(FIELDS) :])
        login, digest, account_id, used, expires, ends, data = values[: len(FIELDS)]
        return Held(login, digest, account_id, used, expires, ends, json.loads(data))

    def read_account(self, account_id: int) -> Account | None:
        return self.joined_account or super().read_account(account_id)

    def insert(self, held: Held, row: Session) -> None:
        row.data = json.dumps(held.data)
        base.insert_row.run(row)

    def replace(self, digest: str, held: Held) -> bool:
        return bool(_replace.run(held.digest, json.dumps(held.data), held.last_used_at, held.expires_at, digest))

    @classmethod
    def alive(cls, rows: list[Session]) -> dict[str, str]:
        now = clock.now()
        held = Session.objects.filter(digest__in=[row.digest for row in rows], store=cls.name)
        found = held.values_list("digest", "expires_at", "data")
        return {digest: json.loads(data)[HASH_SESSION_KEY] for digest, expires, data in found if expires > now}

    @classmethod
    def end(cls, rows: Iterable[Endable]) -> int:
        now = clock.now()
        return sum(_delete_live.run(now, row.public_id) for row in rows)
