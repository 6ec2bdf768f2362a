"""The trainer's key: 128 bits in a file of the data folder, there as long as `demo --lan` runs.

Without the file nobody but this machine owns the lab; with it, whoever shows the key does, from wherever they ask: in
the cookie `trainerKey`, or in the header `X-Lab-Trainer`.
"""

import os
import secrets
from ipaddress import ip_address
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import PermissionDenied

COOKIE = "trainerKey"


def file() -> Path:
    return Path(settings.DATA_DIR) / "trainer-key"


def make() -> str:
    """A new key, readable by this machine's owner alone."""
    key = secrets.token_urlsafe(16)
    file().unlink(missing_ok=True)
    with os.fdopen(os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        target.write(key)
    return key


def forget() -> None:
    file().unlink(missing_ok=True)


def expected() -> str | None:
    try:
        return file().read_text()
    except FileNotFoundError:
        return None


def is_key(word: str) -> bool:
    """Compared in constant time, as any secret is."""
    key = expected()
    return key is not None and secrets.compare_digest(word.encode(), key.encode())


def is_here(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def is_trainer(request: HttpRequest) -> bool:
    """Whether whoever asks may do what concerns everybody."""
    if expected() is None:
        return is_here(request.META.get("REMOTE_ADDR", ""))
    return is_key(request.COOKIES.get(COOKIE, "")) or is_key(request.META.get("HTTP_X_LAB_TRAINER", ""))


def require(request: HttpRequest) -> None:
    """Raises: PermissionDenied, 403."""
    if not is_trainer(request):
        raise PermissionDenied("Only the trainer does this: the key stands in the terminal, and opens /lab/trainer.")
