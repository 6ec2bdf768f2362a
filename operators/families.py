"""Token families as the operator sees them: which generation lives, and why one ended. There is no token to be seen."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format

from accounts import clock
from accounts.tracker import Tracker
from jwt_auth.conf import revocation
from jwt_auth.dial import ends_tracked_logins
from jwt_auth.families.logins import access_ends
from jwt_auth.families.models import TokenFamily
from operators.confirmation import plural
from operators.devices import device_of
from operators.lists import AccountFilter
from operators.login_admin import LoginAdmin
from operators.logins import TRACKERS
from operators.made_up import MadeUpFilter
from operators.times import moment

STATUSES = ("live", "expired", "ended", "reuse detected")


def status_of(family: TokenFamily) -> str:
    if family.revoked_reason == TokenFamily.Reason.REUSE:
        return "reuse detected"
    if family.revoked_at:
        return "ended"
    return "live" if family.expires_at > clock.now() else "expired"


def access_usable_until(family: TokenFamily) -> datetime | None:
    """When the last access token of this login ends; None where it has, or has ended with its login."""
    if family.revoked_at and ends_tracked_logins():
        return None
    ends = access_ends(family.rotated_at.timestamp())
    return datetime.fromtimestamp(ends, UTC) if ends else None


def left(until: datetime) -> str:
    """Until when, and how long that is: "2026-11-23 18:03:12, for 14 min 58 s"."""
    seconds = round((until - clock.now()).total_seconds())
    if seconds > settings.ACCESS_TOKEN_SECONDS:
        return f"{date_format(until, 'DATETIME_FORMAT')}, lab time"  # rotated by a request that a lab's clock moved
    minutes, seconds = divmod(seconds, 60)
    return f"{date_format(until, 'DATETIME_FORMAT')}, for {minutes} min {seconds} s"


class StatusFilter(admin.SimpleListFilter):
    title = parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(status, status) for status in STATUSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        reuse = TokenFamily.Reason.REUSE
        match self.value():
            case "live":
                return queryset.filter(revoked_at=None, expires_at__gt=clock.now())
            case "expired":
                return queryset.filter(revoked_at=None, expires_at__lte=clock.now())
            case "ended":
                return queryset.filter(revoked_at__isnull=False).exclude(revoked_reason=reuse)
            case "reuse detected":
                return queryset.filter(revoked_reason=reuse)
        return queryset


class TokenFamilyAdmin(LoginAdmin):
    """The families of one mode: each that has refresh tokens has a table of its own."""

    ended = ("status", "revoked_reason", "revoked_at")
    times = ("created_at", "rotated_at", "expires_at", "absolute_expires_at")
    list_display = (
        *(
            "account",
            "status",
            "revoked_reason",
            moment("revoked_at"),
            "generation",
            "rotations",
            "device",
            "ip_address",
        ),
        *(moment("created_at"), moment("rotated_at"), moment("expires_at"), moment("absolute_expires_at")),
    )
    list_filter = (MadeUpFilter, AccountFilter, StatusFilter, "revoked_reason", "carrier", "rotated_at")
    search_fields = ("public_id",)
    ordering = ("-rotated_at",)
    fields = (
        *("account", "public_id", *ended, "access_until", "generation", "rotations", "carrier"),
        *("ip_address", "device", "user_agent", *times, "timeline"),
    )

    @property
    def tracker(self) -> Tracker:  # type: ignore[override]  # what it shows says whose it is
        return next(tracker for tracker in TRACKERS if self.model.mode in tracker.modes)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """And what its mode keeps besides."""
        usual = {field.name for field in TokenFamily._meta.get_fields()}
        more = [field.name for field in self.model._meta.concrete_fields if field.name not in {"id", *usual}]
        return [*self.fields, *more]

    @admin.display(description="status")
    def status(self, family: TokenFamily) -> str:
        return status_of(family)

    @admin.display(description="rotations")
    def rotations(self, family: TokenFamily) -> int:
        """Each rotation makes the next generation, and the first is 0."""
        return family.generation

    @admin.display(description="access token")
    def access_until(self, family: TokenFamily) -> str:
        until = access_usable_until(family)
        return f"usable until {left(until)}" if until else "none is usable"

    def further(self, row: Any) -> list[tuple[datetime, str, str, str]]:
        """Rotations are no events, since each login has one every few minutes: the row knows the last one."""
        if not row.generation:
            return []
        where = f"from {row.rotated_ip_address}, {device_of(row.rotated_user_agent)}"
        return [(row.rotated_at, "Rotated", where, f"{plural(row.generation, 'rotation')} so far, this the last")]

    def aftermath(self, rows: Sequence[TokenFamily]) -> str:
        if ends_tracked_logins():
            return f"Their access tokens end too: JWT_REVOCATION={revocation()}."
        until = max((ends for family in self.tracker.live(rows) if (ends := access_usable_until(family))), default=None)
        return f"No refresh follows; the last access token stays usable until {left(until)}." if until else ""


admin.site.register([model for model in apps.get_models() if issubclass(model, TokenFamily)], TokenFamilyAdmin)
