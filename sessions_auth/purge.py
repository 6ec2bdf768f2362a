"""Which sessions may go: those past their end. An expired session is never revived, so its row opens nothing; what a
store besides the database held of it, the store has swept itself."""

from typing import Any

from django.db.models import QuerySet

from accounts import clock

from .models import Session


def purgeable() -> QuerySet[Any]:
    return Session.objects.filter(expires_at__lte=clock.now())
