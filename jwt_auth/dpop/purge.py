"""Which token families may go: those that have outlived every token of theirs."""

from typing import Any

from django.db.models import QuerySet

from ..families.purge import outlived
from .models import TokenFamily


def purgeable() -> QuerySet[Any]:
    return outlived(TokenFamily)
