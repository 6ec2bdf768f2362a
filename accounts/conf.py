"""This package's settings with their defaults: what the project's settings say counts."""

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed


class Settings:
    """`conf.NAME` is the project's setting of that name, or the default that stands here.

    Looked up once, since a request asks a dozen times; and again when Django says that it has changed, by the signal
    `setting_changed` that `override_settings` sends, as REST framework does with its own.
    """

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

    def __init__(self) -> None:
        for name in filter(str.isupper, dir(self)):
            self.look_up(name)
        setting_changed.connect(self.look_up)

    def look_up(self, setting: str, **_: Any) -> None:
        if hasattr(type(self), setting):
            setattr(self, setting, getattr(settings, setting, getattr(type(self), setting)))


conf = Settings()
