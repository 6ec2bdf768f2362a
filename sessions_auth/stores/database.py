"""The session in the database: the row is the session, and one joined query reads it with its account."""

from accounts import clock
from accounts.compiled import CompiledQuery
from accounts.credentials import COLUMNS
from accounts.models import Account

from ..models import Session
from . import base

FIELDS = tuple(f.attname for f in Session._meta.concrete_fields if f.attname not in ("ip_address", "user_agent"))
_joined = CompiledQuery(
    lambda: Session.objects.filter(digest="d", store="database").values_list(
        *FIELDS, *(f"account__{column}" for column in COLUMNS)
    )
)


class SessionStore(base.SessionStore):
    name = "database"
    joined_account: Account | None = None

    def read(self, digest: str) -> Session | None:
        values = _joined.first(digest, self.name)
        if values is None:
            return None
        self.joined_account = Account.from_db("default", COLUMNS, values[len(FIELDS) :])
        return Session.from_db("default", FIELDS, values[: len(FIELDS)])

    def read_account(self, account_id: int) -> Account | None:
        return self.joined_account or super().read_account(account_id)

    def insert(self, row: Session) -> None:
        row.save(force_insert=True)

    def replace(self, digest: str, row: Session) -> bool:
        changed = {f: getattr(row, f) for f in ("digest", "data", "last_used_at", "expires_at")}
        return bool(Session.objects.filter(digest=digest).update(**changed))

    @classmethod
    def alive(cls, rows: list[Session]) -> set[str]:
        now = clock.now()
        held = Session.objects.filter(digest__in=[row.digest for row in rows], store=cls.name)
        return {digest for digest, expires in held.values_list("digest", "expires_at") if expires > now}

    @classmethod
    def end(cls, rows: list[Session]) -> int:
        # By the public id, which a session keeps while another request gives it a new key.
        alive = Session.objects.filter(public_id__in=[row.public_id for row in rows], expires_at__gt=clock.now())
        ended, _ = alive.delete()
        return ended
