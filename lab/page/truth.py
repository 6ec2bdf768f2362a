"""What the server holds now about one account: read from the database and the session store, past every mode's API.

The lab sees the modes over HTTP alone; this is the one look behind the counter, by table and key, and it never writes.
Tables: sessions_auth.Session, jwt_refresh.TokenFamily. Keys: `session:<digest>` and `denied:<login>`.
"""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.urls import NoReverseMatch, reverse
from django_redis import get_redis_connection

from accounts import clock
from accounts.models import Account, AuthEvent

SHOWN = 4  # logins a mode, newest first


def admin_page(row: Any) -> str | None:
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return None


def moment(value: datetime | None) -> str | None:
    return clock.isoformat(value) if value else None


def stored_session(row: Any) -> dict[str, Any]:
    """The store's own entry: its name, whether it is there, what it says of its end, and its TTL in seconds, if any."""
    if row.store == "redis":
        key = f"session:{row.digest}"
        ttl = get_redis_connection("default").ttl(key)
        return {"key": key, "held": ttl != -2, "ttl": ttl if ttl >= 0 else None}
    if row.store == "memory":
        return {"key": row.digest, "held": caches["memory"].get(row.digest) is not None, "ttl": None}
    return {"key": f"sessions_auth_session.digest = {row.digest}", "held": True, "ttl": None}


def sessions(account: Account) -> list[dict[str, Any]]:
    rows = apps.get_model("sessions_auth.Session").objects.filter(account=account, scope="session")
    return [
        {
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
        for row in rows.order_by("-created_at", "-id")[:SHOWN]
    ]


def families(account: Account) -> list[dict[str, Any]]:
    rows = apps.get_model("jwt_refresh.TokenFamily").objects.filter(account=account)
    return [
        {
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
            "admin": admin_page(row),
        }
        for row in rows.order_by("-created_at", "-id")[:SHOWN]
    ]


def denied(account: Account) -> list[dict[str, Any]] | None:
    """The denylist's entries for this account's logins; None where there is no denylist."""
    if not settings.JWT_DENYLIST:
        return None
    logins = AuthEvent.objects.filter(account=account, kind=AuthEvent.Kind.LOGIN).exclude(mode="session")
    ids = list(dict.fromkeys(logins.order_by("-created_at").values_list("login_id", flat=True)[:20]))
    redis = get_redis_connection("default")
    ttls = {f"denied:{login}": redis.ttl(f"denied:{login}") for login in ids}
    return [{"key": key, "ttl": ttl} for key, ttl in ttls.items() if ttl > 0]


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
        "sessions": sessions(account),
        "families": families(account),
        "denied": denied(account),
    }
