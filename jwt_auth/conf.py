"""What the token modes share of settings, with their defaults. Lifetimes are whole seconds."""

from collections.abc import Sequence
from pathlib import Path

from accounts import conf as accounts_conf


class Settings(accounts_conf.Settings):
    JWT_ALGORITHM: str = "HS256"
    JWT_KEYS: Path = Path("jwt-keys.json")  # private JWK Set, mode 0600; made where there is none
    JWT_ISSUER: str = "authdemo"
    JWT_REVOCATION: str = "none"  # jwt_auth.dial has the settings
    JWT_DENYLIST: bool = False  # an older name of JWT_REVOCATION=denylist
    FRESH_CALLS: Sequence[str] = ()  # calls that look the account up at any setting
    BARE_TOKEN_SECONDS: int = 3600
    ACCESS_TOKEN_SECONDS: int = 15 * 60


conf = Settings()


def revocation() -> str:
    """The dial's setting, by whichever of its names."""
    return "denylist" if conf.JWT_DENYLIST and conf.JWT_REVOCATION == "none" else str(conf.JWT_REVOCATION)
