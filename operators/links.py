"""Where a mode's logins are listed, and what happened."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from .logins import TRACKERS


def logins_url(mode: str, **query: Any) -> str:
    """The list of a mode's logins that may be live; "" for a mode that tracks none."""
    for tracker in TRACKERS:
        if mode in tracker.modes:
            meta = tracker.possible().model._meta
            revocable = any(field.name == "revoked_at" for field in meta.fields)
            shown = {"status": "live"} if revocable else {"scope__exact": mode, "ends": "later"}
            return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode(shown | query)}"
    return ""


def events_url(**query: Any) -> str:
    return f"{reverse('admin:accounts_authevent_changelist')}?{urlencode(query)}"
