"""A hasher that knows how often it was asked."""

from typing import ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """MD5, as in all tests; `asked` has one entry a hash (a list's append is atomic, a counter's += is not)."""

    asked: ClassVar[list[None]] = []

    def encode(self, password: str, salt: str) -> str:
        self.asked.append(None)
        return str(super().encode(password, salt))
