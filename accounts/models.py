"""The shared account, and what happened to it. Neither knows a mode."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import verify_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from .hashing import fingerprint, renewed


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=email.lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Account:
        return self.create_user(
            email, password, **{"role": Account.Role.ADMIN, "is_staff": True, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who can sign in, by e-mail address and password.

    The database itself holds addresses to lower case (a check) and apart (a unique index), so that two accounts that
    differ only in case can't exist, by whatever path they were written.
    """

    class Role(models.TextChoices):
        USER = "user"
        ADMIN = "admin"

    email = models.EmailField("e-mail address", unique=True)
    role = models.CharField(max_length=5, choices=Role.choices, default=Role.USER)
    display_name = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_login = None  # AuthEvent knows; a column would cost every login a write

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        swappable = "AUTH_USER_MODEL"  # in a project with a user model of its own there is no such table
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="account_email_is_lower_case"),
        )

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is this one. A hash of other costs than today's is renewed in passing."""
        correct, outdated = verify_password(raw_password, self.password)
        if correct and outdated:
            self.renew_hash(str(raw_password))
        return correct

    def renew_hash(self, password: str) -> None:
        """Hash the password that this account has as the settings have it today. Not over one that has just been
        changed; and of two at once, both write the same."""
        old, self.password = self.password, renewed(password, self.password)
        type(self)._default_manager.filter(pk=self.pk, password=old).update(password=self.password)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's, of the password's salt: what ends with a new password, and survives a renewal of its hash."""
        key_salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        return salted_hmac(key_salt, fingerprint(self.password), secret=secret, algorithm="sha256").hexdigest()

    def clean(self) -> None:
        self.email = self.email.lower()
        super().clean()


class AuthEvent(models.Model):
    """Something that happened to a login. Append-only: rows are written, read and at last purged, never changed."""

    class Kind(models.TextChoices):
        LOGIN = "login"
        LOGIN_FAILED = "login_failed"
        THROTTLED = "throttled"
        LOGOUT = "logout"
        REFRESH_REUSED = "refresh_reused"
        REFRESH_REPEATED = "refresh_repeated"
        LOGIN_ENDED = "login_ended"
        PASSWORD_CHANGED = "password_changed"  # noqa: S105 (a kind of event)
        FORBIDDEN = "forbidden"  # `note` is the answer's code

    kind = models.CharField(max_length=16, choices=Kind.choices)
    # No constraint: a row outlives its account unchanged, and a token outlives it too and may still be logged out.
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="events",
    )
    mode = models.CharField(max_length=12, blank=True)
    login_id = models.CharField("login", max_length=36, blank=True, help_text="The login's public id, or a bare jti.")
    ip_address = models.GenericIPAddressField("address", null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    note = models.CharField(max_length=64, blank=True, help_text="What the kind doesn't say: why, or how it differed.")
    created_at = models.DateTimeField("when")

    class Meta:
        indexes = (
            models.Index(fields=["account", "-created_at"], name="event_account"),
            models.Index(fields=["login_id"], name="event_login"),
            models.Index(fields=["created_at"], name="event_created"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d %H:%M:%S}"
