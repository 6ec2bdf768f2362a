"""Which token families may go: those that have outlived every token of theirs.

A family, revoked or not, is what tells a used refresh token from a live one. It is needed until its last refresh token
expires (`expires_at`; from then on a token is refused by its own `exp`), and tells a logout how long the last access
token lives.
"""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from accounts import clock

from .conf import conf
from .models import TokenFamily


def outlived(kind: type[TokenFamily]) -> QuerySet[Any]:
    last_access_token = timedelta(seconds=conf.ACCESS_TOKEN_SECONDS)
    return kind._default_manager.filter(expires_at__lte=clock.now() - last_access_token)
