"""What the server holds now about one account: read from the database and the session store, past every mode's API.

The lab sees the modes over HTTP alone; this is the one look behind the counter, by table and key, and it never writes.
Tables: what each mode keeps one row a login in. Keys: `session:<digest>` and `denied:<login>`.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse
from django_redis import get_redis_connection

from accounts import clock
from accounts.models import Account, AuthEvent
from contract.modes import MODES, Mode

from ..recording.reasons import revocation

GONE = -2  # what Redis says of a key that it doesn't have
SHOWN = 10  # logins a mode, newest first


def admin_page(row: Any) -> str | None:
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return None


def moment(value: datetime | None) -> str | None:
    return clock.isoformat(value) if value else None


def stored_session(row: Any) -> dict[str, Any]:
    """The store's own entry: its name, whether it is there, and when Redis, by its own clock, will sweep it: in seconds
    since the epoch, None where nothing sweeps."""
    if row.store == "redis":
        key = f"session:{row.digest}"
        ends = get_redis_connection("default").pexpiretime(key)
        return {"key": key, "there": ends != GONE, "sweptAt": ends / 1000 if ends >= 0 else None}
    if row.store == "memory":
        return {"key": row.digest, "there": caches["memory"].get(row.digest) is not None, "sweptAt": None}
    return {"key": f"sessions_auth_session.digest = {row.digest}", "there": True, "sweptAt": None}


def session(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "store": row.store,
        "entry": stored_session(row),
        "createdAt": moment(row.created_at),
        "lastUsedAt": moment(row.last_used_at),
        "expiresAt": moment(row.expires_at),
        "absoluteExpiresAt": moment(row.absolute_expires_at),
        "ipAddress": row.ip_address,
        "userAgent": row.user_agent,
        "admin": admin_page(row),
    }


def family(row: Any) -> dict[str, Any]:
    return {
        "id": row.public_id,
        "generation": row.generation,
        "carrier": row.carrier,
        "createdAt": moment(row.created_at),
        "rotatedAt": row.rotated_at.timestamp(),
        "expiresAt": moment(row.expires_at),
        "absoluteExpiresAt": moment(row.absolute_expires_at),
        "revokedAt": moment(row.revoked_at),
        "revokedReason": row.get_revoked_reason_display() if row.revoked_at else "",
        "ipAddress": row.ip_address,
        "userAgent": row.user_agent,
        "admin": admin_page(row),
    }


def table_of(mode: Mode) -> Any:
    """The model that keeps one row a login of this mode, in its package or in the one that holds it; None for a mode
    that keeps nothing."""
    packages = (mode.package, mode.package.rpartition(".")[0])
    configs = [config for package in packages if (config := apps.get_containing_app_config(package))]
    models = [model for config in configs for model in config.get_models()]
    fields = {model: {f.name for f in model._meta.get_fields()} for model in models}
    return next((model for model, names in fields.items() if {"public_id", "account"} <= names), None)


def tracked(mode: Mode) -> str:
    """What the server keeps of a login of this mode: a "session", a token "family", or "", which is nothing."""
    table = table_of(mode)
    return "" if table is None else "family" if hasattr(table, "generation") else "session"


def logins(account: Account, mode: Mode) -> list[dict[str, Any]]:
    """This account's logins in this mode, newest first, the ended ones that are still on record among them."""
    table, kind = table_of(mode), tracked(mode)
    if not kind:
        return []
    rows = table.objects.filter(account=account, **({"scope": mode.name} if kind == "session" else {}))
    return [(session if kind == "session" else family)(row) for row in rows.order_by("-created_at", "-id")[:SHOWN]]


def denied(account: Account) -> list[dict[str, Any]] | None:
    """The denylist's entries for this account's logins; None where there is no denylist."""
    if revocation() not in ("denylist", "both"):
        return None
    logins = AuthEvent.objects.filter(account=account, kind=AuthEvent.Kind.LOGIN).exclude(mode="session")
    ids = list(dict.fromkeys(logins.order_by("-created_at").values_list("login_id", flat=True)[:20]))
    redis = get_redis_connection("default")
    ttls = {f"denied:{login}": redis.ttl(f"denied:{login}") for login in ids}
    return [{"key": key, "ttl": ttl} for key, ttl in ttls.items() if ttl > 0]


def not_before(account: Account) -> str | None:
    """The account's moment: every older token is refused. None where none was set, or nobody asks for it."""
    if revocation() not in ("not-before", "both"):
        return None
    held = get_redis_connection("default").get(f"not-before:{account.pk}")
    return clock.isoformat(int(held.split()[0]) // 1_000_000) if held else None


def truth(account: Account) -> dict[str, Any]:
    return {
        "account": {
            "id": account.pk,
            "email": account.email,
            "role": account.role,
            "active": account.is_active,
            "displayName": account.display_name,
            "admin": admin_page(account),
        },
        "logins": {mode.name: logins(account, mode) for mode in MODES},
        "denied": denied(account),
        "notBefore": not_before(account),
    }
