"""Who is signed in here, and until when: what a page and a mode's overview say about the request that asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework.request import Request

from accounts import clock
from accounts.errors import as_api_exception, body_of
from accounts.views import identity
from contract.modes import Mode


@dataclass(frozen=True)
class Standing:
    """`code` says why nobody is signed in; `renewable_until` is set where a refresh token could change that."""

    who: dict[str, Any] | None = None
    code: str | None = None
    expires_at: str | None = None
    renewable_until: str | None = None


def standing_of(request: Request, mode: Mode) -> Standing:
    """What this request's credential is worth in its mode. Never raises for what a client or a store did."""
    authenticator = mode.authentication()
    renewable_until = isoformat(authenticator.renewable_until(request))
    try:
        found = authenticator.authenticate(request)
    except Exception as fault:  # whatever the API would answer; a fault of ours is raised again
        refused = as_api_exception(fault)
        if refused is None:
            raise
        return Standing(code=body_of(refused)["code"], renewable_until=renewable_until)
    if found is None:
        return Standing(code="not_authenticated", renewable_until=renewable_until)
    user, credential = found
    return Standing(identity(user), None, isoformat(credential.expires_at), renewable_until)


def isoformat(moment: datetime | int | None) -> str | None:
    return None if moment is None else clock.isoformat(moment)
