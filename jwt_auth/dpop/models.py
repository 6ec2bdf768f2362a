"""One row a login: the token family, with the thumbprint of the client's key. No token is stored, nor its digest."""

from django.db import models

from ..families import models as families
from .tokens import AccessToken, RefreshToken


class TokenFamily(families.TokenFamily):
    """All refresh tokens that descend from one login, bound to one key. Only the one of `generation` is live."""

    mode = "jwt-dpop"
    access_token = AccessToken
    refresh_token = RefreshToken

    thumbprint = models.CharField("key", max_length=43, editable=False, help_text="RFC 7638: SHA-256 of the public key")

    class Meta(families.TokenFamily.Meta):
        verbose_name = "bound token family"
        verbose_name_plural = "bound token families"
        indexes = (
            models.Index(fields=["expires_at"], name="bound_family_expires"),
            models.Index(fields=["-rotated_at"], name="bound_family_rotated"),
        )

    @property
    def confirmation(self) -> dict[str, str]:
        return {"jkt": self.thumbprint}
