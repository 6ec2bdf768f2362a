"""What an operator sees first: who is signed in, what the last day was like, and what should worry them.

Each query is bounded: counts stop at LONGEST, the chart looks at the newest EVENTS events, lists are short.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest

from accounts import clock
from accounts.models import AuthEvent

from .charts import Hour, bars
from .devices import device_of
from .links import events_url, logins_url
from .lists import LONGEST
from .logins import TITLES, TRACKERS, UNTRACKED
from .made_up import real
from .times import told

EVENTS = 100_000
NEWEST = 6
Kind = AuthEvent.Kind
FAILURES = (Kind.LOGIN_FAILED, Kind.THROTTLED)
# (what it is, of which kind, for how many days, and what its note begins with)
ALARMS: tuple[tuple[str, Kind, int, str], ...] = (
    ("Refresh tokens used twice: each login is ended", Kind.REFRESH_REUSED, 7, ""),
    ("Refreshes repeated from another address", Kind.REFRESH_REPEATED, 7, "another address"),
    ("Lockouts: attempts used up", Kind.THROTTLED, 1, ""),
    ("Refused without a CSRF token, or from another origin", Kind.FORBIDDEN, 1, ""),
)


def overview(request: HttpRequest) -> dict[str, Any]:
    """The context of the start page, as far as this operator may look."""
    operator: Any = request.user
    shown: dict[str, Any] = {}
    if all(operator.has_perm(f"{m._meta.app_label}.view_{m._meta.model_name}") for m in models()):
        shown["modes"] = list(map(mode_row, TITLES.items()))
    if operator.has_perm("accounts.view_authevent"):
        hours = last_day()
        shown |= {"hours": hours, "chart": bars(hours), "alarms": list(filter(None, map(alarm, ALARMS)))}
        shown["newest"] = entries(AuthEvent.objects.filter(kind=Kind.LOGIN))
        shown["events_url"] = events_url(kind__exact=Kind.LOGIN)
    return shown


def models() -> list[Any]:
    return [tracker.possible().model for tracker in TRACKERS]


def mode_row(mode: tuple[str, str]) -> dict[str, str]:
    """How many logins of this mode may be live: as its rows say, without asking any store."""
    name, title = mode
    if name in UNTRACKED:
        return {"title": title, "count": "not tracked", "url": ""}
    tracker = next(tracker for tracker in TRACKERS if name in tracker.modes)
    rows = tracker.possible()
    if len(tracker.modes) > 1:
        rows = rows.filter(scope=name)
    count = real(rows).order_by()[: LONGEST + 1].count()
    return {"title": title, "count": f"{LONGEST:,}+" if count > LONGEST else f"{count:,}", "url": logins_url(name)}


def last_day() -> list[Hour]:
    """The last 24 hours, each with its logins and failures."""
    now = clock.now()
    first = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=23)
    events = real(AuthEvent.objects.all()).filter(created_at__gte=first, created_at__lte=now)
    events = events.filter(kind__in=(Kind.LOGIN, *FAILURES))
    if oldest := AuthEvent.objects.order_by("-pk").values_list("pk", flat=True)[EVENTS : EVENTS + 1].first():
        events = events.filter(pk__gt=oldest)
    hour = Substr(Cast("created_at", CharField()), 1, 13)  # "2026-11-24 12", in UTC: no function is called for each row
    counts: Counter[tuple[str, bool]] = Counter()
    for at, kind, count in events.annotate(hour=hour).values_list("hour", "kind").annotate(count=Count("pk")):
        counts[at, kind in FAILURES] += count
    moments: list[datetime] = [first + timedelta(hours=n) for n in range(24)]
    keys = [(f"{moment:%H}", f"{moment:%Y-%m-%d %H}") for moment in moments]
    return [Hour(label, counts[key, False], counts[key, True]) for label, key in keys]


def alarm(what: tuple[str, Kind, int, str]) -> dict[str, Any] | None:
    """The newest events of this kind; None where there was none."""
    title, kind, days, note = what
    since = clock.now() - timedelta(days=days)
    events = AuthEvent.objects.filter(kind=kind, created_at__gte=since, note__startswith=note)
    lines = entries(events)
    if not lines:
        return None
    query = {"kind__exact": kind, "created_at__gte": since.strftime("%Y-%m-%d %H:%M:%S+00:00")}
    return {"title": title, "days": days, "lines": lines, "url": events_url(**query)}


def entries(events: QuerySet[AuthEvent]) -> list[dict[str, Any]]:
    newest = real(events).select_related("account").order_by("-created_at")[:NEWEST]
    return [
        {
            "at": told(event.created_at, past=True),
            "account": event.account,
            "mode": TITLES.get(event.mode, event.mode),
            "address": event.ip_address,
            "device": device_of(event.user_agent) if event.user_agent else "",
            "note": event.note,
            "pk": event.pk,
        }
        for event in newest
    ]
