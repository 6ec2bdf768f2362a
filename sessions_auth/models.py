"""One row a login, whatever the store. With the database store, the row is the session."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import models

from .conf import conf


def digest_of(scope: str, session_key: str) -> str:
    """What stores know a session by: SHA-256 over the session's scope and the id, in hex.

    The id has 256 random bits, so the digest needs no key; and the scope keeps a session of the admin from being one
    of the API, and a cookie from being a token. Whoever reads the store can't log in. Source: OWASP ASVS 5.0, 7.2.
    """
    return hashlib.sha256(f"{scope}:{session_key}".encode("utf-8", "surrogatepass")).hexdigest()


class Session(models.Model):
    """A login by session cookie or opaque token. It is alive while its store says so; a row alone opens nothing."""

    class Scope(models.TextChoices):
        API = "session", "/session"
        OPAQUE = "opaque", "/opaque"
        ADMIN = "admin", "/admin"

    public_id = models.CharField("login", max_length=22, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(max_length=7, choices=Scope.choices)
    store = models.CharField(max_length=8)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")
    created_at = models.DateTimeField("created")
    last_used_at = models.DateTimeField("last used")
    expires_at = models.DateTimeField("idle until", help_text="Moves on with every use.")
    absolute_expires_at = models.DateTimeField("ends at the latest")
    ip_address = models.GenericIPAddressField("address", null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    data = models.TextField(blank=True, help_text="The session's JSON; empty where another store holds it.")

    class Meta:
        indexes = (
            models.Index(fields=["expires_at"], name="session_expires"),
            models.Index(fields=["-last_used_at"], name="session_last_used"),
        )

    def __str__(self) -> str:
        return f"session {self.public_id}"

    @staticmethod
    def idle() -> timedelta:
        return timedelta(seconds=conf.SESSION_IDLE_SECONDS)

    @staticmethod
    def absolute() -> timedelta:
        return timedelta(seconds=conf.SESSION_ABSOLUTE_SECONDS)
