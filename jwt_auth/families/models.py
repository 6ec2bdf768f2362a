"""One row a login: the token family. Rotation updates it and never adds one; no token is stored, nor its digest."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from .tokens import AccessToken, RefreshToken


class TokenFamily(models.Model):
    """All refresh tokens that descend from one login. Only the one of `generation` is live.

    `password_digest` is a keyed digest of the account's password hash (Django's session auth hash): a family whose
    account has another one now is over, by whatever path the password was changed. A mode's own class says what is
    made from its rows: `mode`, `access_token`, `refresh_token`.
    """

    mode: ClassVar[str]
    access_token: ClassVar[type[AccessToken]]
    refresh_token: ClassVar[type[RefreshToken]]

    class Carrier(models.TextChoices):
        BODY = "body"
        COOKIE = "cookie"
        SPLIT = "split"

    class Reason(models.TextChoices):
        LOGOUT = "logout", "signed out"
        ENDED = "ended", "ended by the account"
        PASSWORD = "password", "password changed"
        REUSE = "reuse", "reuse detected"
        ADMIN = "admin", "ended by an operator"
        LIMIT = "limit", "more than MAX_LOGINS"

    public_id = models.CharField("login", max_length=22, unique=True, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(app_label)s_families")
    generation = models.PositiveIntegerField(default=0)
    password_digest = models.CharField(max_length=64, editable=False)
    carrier = models.CharField(max_length=6, choices=Carrier.choices)
    created_at = models.DateTimeField("created")
    rotated_at = models.DateTimeField("last rotated", help_text="When the live generation was issued.")
    rotated_before = models.DateTimeField(null=True, help_text="When the generation before it was issued.")
    rotated_ip_address = models.GenericIPAddressField("rotated from", null=True)
    rotated_user_agent = models.CharField(max_length=256, blank=True)
    expires_at = models.DateTimeField("idle until", help_text="Moves on with every rotation.")
    absolute_expires_at = models.DateTimeField("ends at the latest")
    revoked_at = models.DateTimeField("ended", null=True)
    revoked_reason = models.CharField("why", max_length=8, choices=Reason.choices, blank=True)
    ip_address = models.GenericIPAddressField("address", null=True)
    user_agent = models.CharField(max_length=256, blank=True)

    class Meta:
        abstract = True
        verbose_name_plural = "token families"

    def __str__(self) -> str:
        return f"token family {self.public_id}"

    @property
    def confirmation(self) -> dict[str, str] | None:
        """`cnf` of its tokens (RFC 7800): which key must come with them; None where whoever has them may use them."""
        return None
