"""One row a login: the token family. Rotation updates it and never adds one; no token is stored, nor its digest."""

from django.db import models

from ..families import models as families
from .tokens import AccessToken, RefreshToken


class TokenFamily(families.TokenFamily):
    """All refresh tokens that descend from one login. Only the one of `generation` is live."""

    mode = "jwt-refresh"
    access_token = AccessToken
    refresh_token = RefreshToken

    class Meta(families.TokenFamily.Meta):
        indexes = (
            models.Index(fields=["expires_at"], name="family_expires"),
            models.Index(fields=["-rotated_at"], name="family_rotated"),
        )
