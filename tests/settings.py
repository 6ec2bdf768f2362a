"""The project's own settings, with what would only slow tests down taken out."""

from authdemo.settings import *  # noqa: F403
from authdemo.settings import DATA_DIR, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # tests/accounts shows Argon2 at work
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file with a journal, as in life
