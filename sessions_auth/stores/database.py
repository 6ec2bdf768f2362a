"""The session in the database: the row is the session, and one joined query reads it with its account."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY

from accounts import clock
from accounts.compiled import CompiledQuery, Param, compiled_delete, compiled_update
from accounts.credentials import COLUMNS, account_of

from ..models import Session
from . import base
from .stored_session import Endable, StoredSession

FIELDS = ("public_id", "digest", "account_id", "last_used_at", "expires_at", "absolute_expires_at", "data")
_joined = CompiledQuery(
    lambda: Session.objects.filter(digest=Param("digest"), store="database").values_list(
        *FIELDS, *(f"account__{column}" for column in COLUMNS)
    )
)
_replace = compiled_update(
    lambda: Session.objects.filter(digest=Param("old")), "digest", "data", "last_used_at", "expires_at"
)
# By the public id, which a session keeps while another request gives it a new key.
_delete_live = compiled_delete(
    lambda: Session.objects.filter(public_id=Param("public_id"), expires_at__gt=Param("now"))
)


class SessionStore(base.SessionStore):
    name = "database"
    joined_account: Any = None

    def read(self, digest: str) -> StoredSession | None:
        as_of, values = clock.now(), _joined.first(digest=digest)
        if values is None:
            return None
        login, digest, account_id, used, expires, ends, data = values[: len(FIELDS)]
        self.joined_account = account_id and account_of(values[len(FIELDS) :], as_of)
        return StoredSession(login, digest, account_id, used, expires, ends, json.loads(data))

    def read_account(self, account_id: int) -> Any:
        return self.joined_account or super().read_account(account_id)

    def insert(self, stored: StoredSession, row: Session) -> None:
        row.data = json.dumps(stored.data)
        base.insert_row.run(row)

    def replace(self, digest: str, stored: StoredSession) -> bool:
        times = {"last_used_at": stored.last_used_at, "expires_at": stored.expires_at}
        return bool(_replace.run(old=digest, digest=stored.digest, data=json.dumps(stored.data), **times))

    @classmethod
    def alive(cls, rows: list[Session]) -> dict[str, str]:
        now = clock.now()
        stored = Session.objects.filter(digest__in=[row.digest for row in rows], store=cls.name, expires_at__gt=now)
        contents = stored.values_list("digest", "data")
        return {digest: json.loads(data).get(HASH_SESSION_KEY, "") for digest, data in contents}

    @classmethod
    def end(cls, rows: Iterable[Endable]) -> int:
        now = clock.now()
        return sum(_delete_live.run(public_id=row.public_id, now=now) for row in rows)

    @classmethod
    def forget(cls, digest: str) -> None:
        Session.objects.filter(digest=digest).delete()
