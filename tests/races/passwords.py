"""Passwords that nobody has had, and that no validator minds."""

from django.utils.crypto import get_random_string


def new_password() -> str:
    """Without letters: of random ones, one in some fifteen thousand is "too similar" to alice@example.com."""
    return get_random_string(14, "0123456789-+!")
