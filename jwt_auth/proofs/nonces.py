"""Nonces, with DPOP_NONCE=1: the server chooses a part of each proof, so that none can be made ahead of time.

No store: a nonce is a keyed digest of the current five minutes, the same at every worker; the one before still counts.
Source: RFC 9449 §8, §9.
"""

import time
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from joserfc.util import urlsafe_b64encode

SECONDS = 300


def required() -> bool:
    return bool(getattr(settings, "DPOP_NONCE", False))


def nonce(ago: int = 0) -> str:
    """The nonce of the period `ago` periods back; 0: of now."""
    period = int(time.time()) // SECONDS - ago
    digest = salted_hmac("jwt_auth.proofs.nonces", str(period), algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:18]).decode()


def is_current(offered: Any) -> bool:
    """Whether a proof's `nonce` is one that still counts: it is good for five to ten minutes."""
    return (
        isinstance(offered, str)
        and offered.isascii()
        and any(constant_time_compare(offered, nonce(ago)) for ago in (0, 1))
    )
