"""Which events may go: those older than KEPT. Nothing is decided by them; they are there for people to read."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from . import clock
from .models import AuthEvent

KEPT = timedelta(days=90)


def purgeable() -> QuerySet[Any]:
    return AuthEvent.objects.filter(created_at__lte=clock.now() - KEPT)
