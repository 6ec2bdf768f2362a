"""Who sent this request, by bare access token."""

from typing import Any

from accounts.credentials import account_by_id
from accounts.exceptions import TokenRevoked

from ..authentication import TokenAuthentication
from .tokens import AccessToken


class Authentication(TokenAuthentication):
    mode = "jwt"
    token_class = AccessToken

    def look_up(self, token: Any) -> Any:
        """There is no login to look up: the account alone, and whether its password is still the one."""
        account = account_by_id(int(token["sub"]))
        if account is None or not account.is_active or not token.is_bound_to(account):
            raise TokenRevoked("account")
        return account
