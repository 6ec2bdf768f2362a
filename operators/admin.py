"""What the admin shows: Django finds it here."""

from . import accounts, events, families, groups, sessions

__all__ = ["accounts", "events", "families", "groups", "sessions"]
