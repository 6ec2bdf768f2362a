"""This package's settings with their defaults. Lifetimes are whole seconds."""

from accounts import conf as accounts_conf


class Settings(accounts_conf.Settings):
    SESSION_IDLE_SECONDS: int = 30 * 60
    SESSION_ABSOLUTE_SECONDS: int = 12 * 3600


conf = Settings()
