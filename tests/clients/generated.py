"""What openapi-python-client makes of /api/schema, used against a server. Usage: python generated.py BASE"""

import sys

from authdemo_client import AuthenticatedClient, Client
from authdemo_client.api.jwt_refresh import jwt_refresh_get_me, jwt_refresh_post_login, jwt_refresh_post_refresh_token
from authdemo_client.models import (
    Identity,
    JWTRefreshLoginRequest,
    LoginByJwtRefreshBody,
    RefreshTokenRequest,
    TokensBody,
)

base = sys.argv[1]
sign_in = JWTRefreshLoginRequest(email="alice@example.com", password="open-sesame")
login = jwt_refresh_post_login.sync(client=Client(base_url=base), body=sign_in)
assert isinstance(login, LoginByJwtRefreshBody)
client = AuthenticatedClient(base_url=base, token=login.access_token)
pair = jwt_refresh_post_refresh_token.sync(client=client, body=RefreshTokenRequest(refresh_token=login.refresh_token))
assert isinstance(pair, TokensBody)
me = jwt_refresh_get_me.sync(client=AuthenticatedClient(base_url=base, token=pair.access_token))
assert isinstance(me, Identity)
sys.stdout.write(f"{me.email}\n")
