"""Who sent this request, by an access token of a family: the same for every mode that keeps them."""

from typing import Any, ClassVar

from accounts.exceptions import InvalidToken

from ..authentication import TokenAuthentication
from .models import TokenFamily
from .rotation import introspect, look_up


class FamilyAuthentication(TokenAuthentication):
    kind: ClassVar[type[TokenFamily]]

    def look_up(self, token: Any) -> Any:
        """The account, with the row of this login."""
        return look_up(self.kind, token)[1]

    @classmethod
    def introspect(cls, raw: str) -> dict[str, Any]:
        """Of a refresh token too."""
        try:
            return super().introspect(raw)
        except InvalidToken:
            return introspect(cls.kind, raw)
