"""What the password hash costs beside everything else that a login does: one check of each hasher, in this process."""

import time
from statistics import median

from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    BasePasswordHasher,
    MD5PasswordHasher,
    PBKDF2PasswordHasher,
    ScryptPasswordHasher,
)

HASHERS: dict[str, tuple[type[BasePasswordHasher], float]] = {  # and the MiB that each takes by its own parameters
    "Argon2id (ours)": (Argon2PasswordHasher, Argon2PasswordHasher.memory_cost / 1024),
    "PBKDF2 (Django's default)": (PBKDF2PasswordHasher, 0),
    "scrypt": (ScryptPasswordHasher, 128 * ScryptPasswordHasher.work_factor * ScryptPasswordHasher.block_size / 2**20),
    "MD5 (for measuring alone)": (MD5PasswordHasher, 0),
}


def hashes(times: int = 5) -> dict[str, dict[str, float]]:
    """{hasher: {"ms", "mib"}}: CPU milliseconds, all threads together; memory by the hasher's own parameters."""
    found = {}
    for name, (hasher, mebibytes) in HASHERS.items():
        made, took = hasher(), []
        encoded = made.encode("open-sesame", made.salt())
        for _ in range(times):
            at = time.process_time()
            made.verify("open-sesame", encoded)
            took.append((time.process_time() - at) * 1e3)
        found[name] = {"ms": median(took), "mib": mebibytes}
    return found
