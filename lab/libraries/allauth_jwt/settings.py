"""As the documentation begins: https://docs.allauth.org/en/latest/headless/token-strategies/jwt-tokens.html

RS256 is its default; the key is made where there is none, beside our own. Linked into place: two workers start at once.
"""

import os
from contextlib import suppress
from pathlib import Path

import cryptography.hazmat.primitives.ciphers.modes  # noqa: F401  (allauth uses it without importing it)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..allauth_session.settings import *  # noqa: F403
from ..project import env

ROOT_URLCONF = "lab.libraries.allauth_jwt.urls"
HEADLESS_TOKEN_STRATEGY = "allauth.headless.tokens.strategies.jwt.JWTTokenStrategy"  # noqa: S105
DATA_DIR = Path(env.str("DATA_DIR", default="."))
SIGNING_KEY_FILE = Path(env.str("JWT_KEYS", default=str(DATA_DIR / "keys.json"))).with_suffix(".rsa.pem")
if not SIGNING_KEY_FILE.exists():
    SIGNING_KEY_FILE.parent.mkdir(parents=True, exist_ok=True)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    made = rsa.generate_private_key(65537, 2048).private_bytes(pem, pkcs8, serialization.NoEncryption())
    mine = SIGNING_KEY_FILE.with_suffix(f".{os.getpid()}")
    mine.write_bytes(made)
    with suppress(FileExistsError):
        SIGNING_KEY_FILE.hardlink_to(mine)
    mine.unlink()
HEADLESS_JWT_PRIVATE_KEY = SIGNING_KEY_FILE.read_text()
