"""A hasher that counts its work."""

from typing import ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """MD5, as in all tests; `hashed` has one entry for each password that was hashed, to store it or to compare it."""

    hashed: ClassVar[list[None]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(None)
        return str(super().encode(password, salt))
