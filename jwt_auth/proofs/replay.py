"""A proof counts once. One atomic command (SET … NX) both asks and remembers: of N requests that carry one proof at the
same moment, one goes on. Whoever looks first and writes then lets two in. Source: RFC 9449 §11.1.

Redis down: a RedisError, which becomes 503; a proof that can't be looked up is never let through.
"""

import hashlib
import math
import time

from django.core.cache import caches

from accounts.exceptions import InvalidProof

from .proof import SECONDS, Proof

PREFIX = "dpop:"


def refuse_replay(proof: Proof) -> None:
    """Remember this proof for as long as its `iat` would let it be sent again. Raises: InvalidProof, 401, if seen.

    It is known by a digest of its key's thumbprint and its id: of one length, and nobody's proof can use up another's.
    """
    digest = hashlib.sha256(f"{proof.thumbprint} {proof.id}".encode("utf-8", "surrogatepass")).hexdigest()
    left = proof.issued_at + SECONDS - time.time()
    # By a span, not a moment: it holds whatever time Redis takes it to be.
    if not caches["default"].add(PREFIX + digest, 1, timeout=max(1, math.ceil(left) + 1)):
        raise InvalidProof("seen before")
