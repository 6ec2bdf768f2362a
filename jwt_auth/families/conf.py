"""What the modes with refresh tokens have of settings beside what all token modes have."""

from .. import conf as jwt_auth_conf


class Settings(jwt_auth_conf.Settings):
    REFRESH_TOKEN_SECONDS: int = 7 * 86400  # unused
    REFRESH_ABSOLUTE_SECONDS: int = 30 * 86400  # in any case
    REFRESH_RETRY_SECONDS: int = 10  # after a rotation its parent gets the same successor; 0: never


conf = Settings()
