"""This package's settings with their defaults, read at call time: what the project's settings say counts."""

from typing import Any

from django.conf import settings


class Settings:
    """`conf.NAME` is the project's setting of that name, or the default that stands here."""

    LOGIN_ATTEMPTS: int = 5  # wrong passwords in five minutes, by account and address
    MAX_LOGINS: int = 50  # of an account, in each mode that remembers them
    HASHES_AT_ONCE: int = 2  # password hashes, in each process
    ARGON2_MEMORY_KIB: int = 19 * 1024  # with the next two, OWASP's second row
    ARGON2_TIME_COST: int = 2
    ARGON2_PARALLELISM: int = 1
    TRUSTED_PROXIES: int = 0  # how many of our own proxies a request passes
    COOKIE_SECURE: bool = True
    COOKIE_PREFIX: str = ""  # "__Secure-" in production: RFC 6265bis §4.1.3
    REDIS_IN_PROCESS: bool = False  # one process that counts attempts in its own memory
    DEMO: bool = False
    CLAIMS: str = "accounts.claims.default_claims"  # what answers and tokens say of a user
    DISPLAY_NAME_FIELD: str = "display_name"  # of the user model; Django's own User has "first_name"

    def __getattribute__(self, name: str) -> Any:
        try:
            return getattr(settings, name)
        except AttributeError:
            return super().__getattribute__(name)


conf = Settings()
