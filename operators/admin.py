"""What the admin shows: Django finds it here."""

from . import accounts, events, families, sessions

__all__ = ["accounts", "events", "families", "sessions"]
